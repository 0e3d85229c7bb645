// An OpenID provider for the tests: whoever types a name is that person.
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";

const [, , modules, port, redirect] = process.argv;
const found = createRequire(`${modules}/`).resolve("oidc-provider");
const { Provider, default: old } = await import(pathToFileURL(found).href);

const provider = new (Provider ?? old)(`http://localhost:${port}`, {
  clients: [{
    client_id: "form-analyzer",
    client_secret: "a-secret-for-tests-only",
    redirect_uris: [redirect],
  }],
  claims: { openid: ["sub"], profile: ["name"], email: ["email", "email_verified"] },
  conformIdTokenClaims: false,
  pkce: { required: () => false },
  cookies: { keys: ["a-key-for-tests-only"] },
  async findAccount(_context, id) {
    const email = `${id}@example.org`;
    return { accountId: id, claims: async () => ({ sub: id, name: id, email, email_verified: true }) };
  },
});
provider.listen(Number(port), "localhost");

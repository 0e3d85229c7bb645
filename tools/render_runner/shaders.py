"""The renderer's shaders: one light with a soft shadow, sky light, paint by signed distances."""

_LIGHT = """
uniform vec3 light_direction;
uniform vec3 light_colour;
uniform vec3 sky_colour;
uniform vec3 ground_colour;
uniform vec3 eye;
uniform mat4 light_matrix;
uniform sampler2DShadow shadow_map;

uniform float shadowed;

float lit(vec3 world, vec3 normal) {
    if (shadowed < 0.5) return 1.0;
    vec4 p = light_matrix * vec4(world + 0.012 * normal, 1.0);
    vec3 q = p.xyz / p.w * 0.5 + 0.5;
    if (q.x < 0.01 || q.x > 0.99 || q.y < 0.01 || q.y > 0.99) return 1.0;
    return texture(shadow_map, vec3(q.xy, q.z - 0.0015));
}

vec3 shade(vec3 srgb, vec3 normal, vec3 world, float gloss) {
    vec3 albedo = srgb * srgb;
    vec3 view = normalize(eye - world);
    vec3 n = normalize(normal);
    if (dot(n, view) < 0.0) n = -n;
    float shadow = lit(world, n);
    float wrap = max((dot(n, light_direction) + 0.25) / 1.25, 0.0);
    vec3 half_way = normalize(light_direction + view);
    float shine = max(dot(n, half_way), 0.0);
    shine *= shine; shine *= shine; shine *= shine; shine *= shine;
    shine *= gloss * shadow;
    vec3 ambient = mix(ground_colour, sky_colour, 0.5 + 0.5 * n.y);
    float facing = 0.65 + 0.35 * max(dot(n, view), 0.0);
    vec3 light = ambient * facing + light_colour * wrap * mix(0.15, 1.0, shadow);
    return sqrt(clamp(albedo * light + shine * light_colour, 0.0, 1.0));
}

float hash(vec3 p) {
    p = fract(p * 0.3183099 + 0.1);
    p *= 17.0;
    return fract(p.x * p.y * p.z * (p.x + p.y + p.z));
}
"""

SCENE_VERTEX = """#version 330
in vec3 position; in vec3 normal; in vec3 colour; in float material;
uniform mat4 view_projection; uniform mat4 model;
out vec3 world; out vec3 local; out vec3 facing; out vec3 tint; flat out int kind;
void main() {
    local = position;
    world = (model * vec4(position, 1.0)).xyz;
    facing = mat3(model) * normal;
    tint = colour; kind = int(material + 0.5);
    gl_Position = view_projection * vec4(world, 1.0);
}
"""

SCENE_FRAGMENT = (
    """#version 330
in vec3 world; in vec3 local; in vec3 facing; in vec3 tint; flat in int kind;
uniform float belt_shift; uniform float plank;
out vec4 result;
"""
    + _LIGHT
    + """
vec3 paint() {
    if (kind == 1) {
        vec3 at = vec3(local.x + belt_shift, 0.0, local.z);
        float grain = hash(floor(at * 400.0));
        float weave = hash(floor(at * vec3(60.0, 1.0, 60.0)));
        vec3 c = tint * (0.8 + 0.5 * grain) + 0.03 * weave;
        float along = mod(at.x, 1.35);
        if (along < 0.16 && abs(abs(at.z) - 0.19) < 0.018 && mod(along, 0.05) < 0.035) c += 0.35;
        return c;
    }
    if (kind == 2) {
        if (plank > 0.5) {
            float row = floor(world.z * 7.0);
            float board = floor(world.x * 0.9 + hash(vec3(row, 1.0, 2.0)));
            float tone = 0.85 + 0.3 * hash(vec3(row, board, 3.0));
            float gap = smoothstep(0.0, 0.06, fract(world.z * 7.0));
            return tint * tone * (0.7 + 0.3 * gap);
        }
        return tint * (0.9 + 0.2 * hash(floor(world * 60.0)));
    }
    if (kind == 3) {
        return tint * (0.97 + 0.02 * sin(world.x * 1.7) + 0.012 * sin(world.y * 5.1 + world.x));
    }
    if (kind == 4) {
        float a = sin(world.x * 9.0 + 3.0 * sin(world.y * 7.0));
        float b = sin(world.y * 13.0 + tint.g * 20.0);
        return clamp(tint + 0.35 * vec3(a, b, a * b), 0.0, 1.0);
    }
    if (kind == 6) return tint * (0.7 + 0.6 * hash(floor(world * 45.0)));
    return tint;
}
void main() {
    if (kind == 5) {
        float high = clamp(world.y - 0.9, 0.0, 1.0);
        vec3 sky = mix(vec3(0.80, 0.86, 0.90), vec3(0.62, 0.78, 0.95), high);
        float hedge = 0.95 + 0.12 * sin(world.x * 6.0) + 0.05 * sin(world.x * 17.0);
        result = vec4(world.y < hedge ? vec3(0.45, 0.58, 0.40) : sky, 1.0);
        return;
    }
    float gloss = kind == 0 ? 0.05 : 0.0;
    result = vec4(shade(paint(), facing, world, gloss), 1.0);
}
"""
)

BODY_VERTEX = """#version 330
in vec3 position; in vec3 normal; in vec4 inside; in vec3 rest;
uniform mat4 view_projection; uniform mat4 model;
out vec3 world; out vec3 facing; out vec4 depth_inside; out vec3 place;
void main() {
    world = (model * vec4(position, 1.0)).xyz;
    facing = mat3(model) * normal;
    depth_inside = inside; place = rest;
    gl_Position = view_projection * vec4(world, 1.0);
}
"""

BODY_FRAGMENT = (
    """#version 330
in vec3 world; in vec3 facing; in vec4 depth_inside; in vec3 place;
uniform vec3 base; uniform vec3 paint[4]; uniform int shoe; uniform vec3 stripe; uniform vec3 eyes;
uniform vec3 seam[3]; uniform vec2 folds;
out vec4 result;
"""
    + _LIGHT
    + """
float hem(float d) { return 1.0 - 0.30 * (1.0 - smoothstep(0.0, 0.006, abs(d))); }
float patches(vec3 p) {
    vec3 cell = floor(p), f = p - cell;
    f = f * f * (3.0 - 2.0 * f);
    vec2 o = vec2(0.0, 1.0);
    vec4 low = vec4(hash(cell), hash(cell + o.yxx), hash(cell + o.xyx), hash(cell + o.yyx));
    vec4 high = vec4(
        hash(cell + o.xxy), hash(cell + o.yxy), hash(cell + o.xyy), hash(cell + o.yyy));
    vec4 across = mix(low, high, f.z);
    vec2 up = mix(across.xy, across.zw, f.y);
    return mix(up.x, up.y, f.x);
}
// Creases in patches, metres: soft between, sharper on top, mostly aslant and level.
float crease(vec3 p) {
    float wander = patches(p * 9.0);
    float strength = smoothstep(0.25, 0.8, patches(p * 6.0 + 7.0));
    float a = 1.0 - abs(sin(p.y * 62.0 + p.x * 62.0 + p.z * 30.0 + 7.0 * wander));
    float b = sin(p.y * 30.0 - p.x * 34.0 + 5.0 * wander);
    return strength * (0.7 * a * a + 0.3 * b);
}
vec3 seam_at(float y) {
    float low = clamp((y - seam[1].y) / (seam[2].y - seam[1].y), 0.0, 1.0);
    float high = clamp((y - seam[1].y) / (seam[0].y - seam[1].y), 0.0, 1.0);
    return y > seam[1].y ? mix(seam[1], seam[0], high) : mix(seam[1], seam[2], low);
}
// The normal of a surface raised by h (in screen derivatives: no tangents needed).
vec3 raised(vec3 n, float h) {
    vec3 right = dFdx(world), up = dFdy(world);
    vec3 r1 = cross(up, n), r2 = cross(n, right);
    float area = dot(right, r1);
    vec3 slope = sign(area) * (dFdx(h) * r1 + dFdy(h) * r2);
    return normalize(abs(area) * n - slope);
}
void main() {
    vec3 c = base, n = normalize(facing);
    float gloss = 0.06;
    float fold = 0.0;
    if (shoe == 0) {
        vec2 deep = smoothstep(0.0, 0.02, depth_inside.xy);
        fold = crease(place) * max(folds.x * deep.x, folds.y * deep.y);
    }
    if (shoe == 1) {
        if (depth_inside.y > 0.0) c = paint[1];
        if (depth_inside.z > 0.0) c = paint[2];
        if (depth_inside.w > 0.0) c = paint[3];
        if (depth_inside.x > 0.0) c = paint[0] * hem(depth_inside.x);
        if (depth_inside.x > 0.0 && place.y < 0.005) c *= 0.35;
    } else {
        vec2 from_eye = vec2(place.y - eyes.y, abs(place.z) - eyes.z);
        if (place.x > eyes.x) {
            float iris = length(from_eye * vec2(1.4, 1.0));
            if (iris < 0.013) c = iris < 0.006 ? vec3(0.12, 0.09, 0.07) : vec3(0.85);
            if (abs(from_eye.x - 0.024) < 0.005 && abs(from_eye.y) < 0.019) c = paint[3];
            float lips = abs(place.y - eyes.y + 0.066);
            if (lips < 0.006 && abs(place.z) < 0.022) c *= vec3(0.85, 0.6, 0.6);
        }
        if (depth_inside.z > 0.0) { c = paint[2] * hem(depth_inside.z); gloss = 0.0; }
        if (depth_inside.x > 0.0) {
            c = paint[0] * hem(depth_inside.x); gloss = 0.02;
            vec3 side = seam_at(place.y);
            bool piping = abs(place.x - side.x) < 0.004 && abs(place.z) > side.z;
            if (piping) c = mix(c, stripe, 0.6);
        }
        if (depth_inside.y > 0.0) {
            c = paint[1] * hem(depth_inside.y); gloss = 0.0;
        }
        n = raised(n, fold);
        if (depth_inside.w > 0.0) {
            c = paint[3] * (0.95 + 0.12 * sin(place.x * 400.0 + place.y * 150.0));
            gloss = 0.1;
        }
    }
    result = vec4(shade(c, n, world, gloss), 1.0);
}
"""
)

SHADOW_VERTEX = """#version 330
in vec3 position;
uniform mat4 light_matrix; uniform mat4 model;
void main() { gl_Position = light_matrix * model * vec4(position, 1.0); }
"""

SHADOW_FRAGMENT = """#version 330
void main() {}
"""

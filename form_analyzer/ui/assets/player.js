// One clip, frame by frame: landmarks drawn on a canvas above the video, events below it.
const players = new WeakMap();
const COLORS = { near: "#56b4e9", far: "#ffa45c", body: "#e8e8e8" };
const LANE = { left: 78, row: 30, top: 8, perFrame: 2.2 };

class Player {
  constructor(root) {
    this.root = root;
    this.box = root.querySelector(".player");
    this.video = root.querySelector("video");
    this.canvas = root.querySelector("canvas");
    this.frame = 0;
    this.chosen = null;
    this.mark = null;
    this.offset = 0;
    this.listen();
  }

  update(data, send) {
    const fresh = !this.data || this.data.src !== data.src;
    this.data = data;
    this.send = send;
    this.waiting = false;
    if (fresh) {
      this.frame = 0;
      this.video.src = data.src;
      this.video.load();
    }
    this.chosen = this.sameEvent(this.chosen);
    this.fillChoices();
    this.drawLanes();
    this.show();
  }

  sameEvent(event) {
    if (!event) return null;
    const like = this.data.events.filter((e) => e.kind === event.kind && e.side === event.side);
    like.sort((a, b) => Math.abs(a.frame - this.frame) - Math.abs(b.frame - this.frame));
    return like.length && Math.abs(like[0].frame - this.frame) < 4 ? like[0] : null;
  }

  listen() {
    const { root, box, video } = this;
    root.querySelectorAll("[data-do]").forEach((button) => {
      button.addEventListener("click", () => this.act(button.dataset.do));
    });
    root.querySelector('[data-set="skeleton"]').addEventListener("change", () => this.show());
    root.querySelector('[data-set="speed"]').addEventListener("change", () => this.setSpeed());
    root.querySelector(".lanes").addEventListener("click", (click) => this.clickLane(click));
    box.addEventListener("keydown", (press) => this.key(press));
    video.addEventListener("click", () => this.act("play"));
    video.addEventListener("loadeddata", () => { this.setSpeed(); this.layout(); this.show(); });
    ["play", "pause", "ended"].forEach((name) => video.addEventListener(name, () => this.show()));
    if (video.requestVideoFrameCallback) this.follow();
    else ["timeupdate", "seeked"].forEach((name) => video.addEventListener(name, () => this.presented(video.currentTime)));
    this.resize = new ResizeObserver(() => { this.layout(); this.show(); });
    this.resize.observe(this.video);
  }

  follow() {
    this.video.requestVideoFrameCallback((_now, shown) => {
      if (this.video.currentTime === 0) this.offset = shown.mediaTime;
      this.presented(shown.mediaTime - this.offset);
      this.follow();
    });
  }

  presented(time) {
    if (!this.data || (this.video.paused && this.aim !== undefined)) return;
    this.frame = this.nearest(time);
    this.show();
  }

  nearest(time) {
    const times = this.data.times;
    let low = 0, high = times.length - 1;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (times[middle] < time - 1e-4) low = middle + 1; else high = middle;
    }
    if (low > 0 && Math.abs(times[low - 1] - time) < Math.abs(times[low] - time)) low -= 1;
    return low;
  }

  seek(frame) {
    const last = this.data.times.length - 1;
    this.video.pause();
    this.frame = Math.max(0, Math.min(last, Math.round(frame)));
    this.aim = this.frame;
    const times = this.data.times;
    const next = this.frame < last ? times[this.frame + 1] : times[this.frame] + (times[1] - times[0]);
    this.video.currentTime = this.offset + 0.5 * (times[this.frame] + next);
    this.show();
  }

  act(what) {
    if (!this.data) return;
    const first = this.data.first;
    if (what === "play") {
      this.aim = undefined;
      if (this.video.paused) this.video.play(); else { this.video.pause(); }
    } else if (what === "back") this.seek(this.frame - 1);
    else if (what === "on") this.seek(this.frame + 1);
    else if (what === "next" || what === "previous") this.jump(what === "next");
    else if (what === "mark") { this.mark = this.frame; this.drawLanes(); this.show(); }
    else if (what === "move" && this.chosen) this.ask({ action: "move", ...this.named(), to_frame: this.frame + first });
    else if (what === "remove" && this.chosen) { const asked = { action: "remove", ...this.named() }; this.chosen = null; this.ask(asked); }
    else if (what === "add") {
      const [kind, side] = this.root.querySelector('[data-set="what"]').value.split(" ");
      this.chosen = { kind, side, frame: this.frame };
      this.ask({ action: "add", kind, side, frame: this.frame + first });
    } else if (what === "swap" && this.mark !== null) {
      const ends = [this.mark, this.frame].sort((a, b) => a - b);
      this.mark = null;
      this.ask({ action: "swap_legs", frame: ends[0] + first, to_frame: ends[1] + first });
    }
  }

  named() { return { kind: this.chosen.kind, side: this.chosen.side, frame: this.chosen.frame }; }

  ask(edit) {
    this.video.pause();
    this.waiting = true;
    this.aim = this.frame;
    this.show();
    this.send({ ...edit, count: Date.now() });
  }

  jump(onwards) {
    const first = this.data.first, here = this.frame + first;
    const list = this.data.events;
    const at = this.chosen ? list.indexOf(this.chosen) : -1;
    let next;
    if (at >= 0 && Math.abs(Math.round(list[at].frame) - here) < 1) next = list[at + (onwards ? 1 : -1)];
    else if (onwards) next = list.find((e) => Math.round(e.frame) > here);
    else next = [...list].reverse().find((e) => Math.round(e.frame) < here);
    if (next) this.choose(next);
  }

  choose(event) {
    this.chosen = event;
    this.seek(event.frame - this.data.first);
    this.drawLanes();
  }

  key(press) {
    if (["SELECT", "INPUT"].includes(press.target.tagName) && press.key !== "Escape") return;
    const keys = { " ": "play", k: "play", ArrowLeft: "back", ArrowRight: "on", n: "next", p: "previous", m: "move", Delete: "remove", a: "add", r: "mark" };
    const what = keys[press.key] || keys[press.key.toLowerCase()];
    if (!what || (press.target.tagName === "BUTTON" && press.key === " ")) return;
    press.preventDefault();
    press.stopPropagation();
    if (press.shiftKey && what === "back") this.seek(this.frame - 10);
    else if (press.shiftKey && what === "on") this.seek(this.frame + 10);
    else this.act(what);
  }

  setSpeed() { this.video.playbackRate = Number(this.root.querySelector('[data-set="speed"]').value); }

  fillChoices() {
    const choice = this.root.querySelector('[data-set="what"]');
    if (choice.options.length) return;
    const far = this.data.near === "left" ? "right" : "left";
    for (const side of [this.data.near, far])
      for (const [kind, words] of [["initial_contact", "initial contact"], ["toe_off", "toe-off"]]) {
        const option = document.createElement("option");
        option.value = `${kind} ${side}`;
        option.textContent = `${words}, ${side}`;
        choice.append(option);
      }
  }

  layout() {
    const { video, canvas } = this, ratio = window.devicePixelRatio || 1;
    const scale = Math.min(video.clientWidth / this.data.width, video.clientHeight / this.data.height);
    const width = this.data.width * scale, height = this.data.height * scale;
    canvas.style.width = `${width}px`; canvas.style.height = `${height}px`;
    canvas.width = Math.round(width * ratio); canvas.height = Math.round(height * ratio);
    this.scale = scale * ratio;
  }

  show() {
    if (!this.data) return;
    this.drawBody();
    this.say();
    this.movePlayhead();
  }

  drawBody() {
    const { canvas, data } = this, pen = canvas.getContext("2d");
    pen.clearRect(0, 0, canvas.width, canvas.height);
    if (!this.root.querySelector('[data-set="skeleton"]').checked || !this.scale) return;
    const start = this.frame * data.nPoints * 2, at = (point) => [data.points[start + 2 * point], data.points[start + 2 * point + 1]];
    const thick = Math.max(2, canvas.height / 180);
    pen.lineCap = "round";
    for (const [first, second, role] of data.bones) {
      const [ax, ay] = at(first), [bx, by] = at(second);
      if (ax < 0 || bx < 0) continue;
      const line = () => { pen.beginPath(); pen.moveTo(ax * this.scale, ay * this.scale); pen.lineTo(bx * this.scale, by * this.scale); pen.stroke(); };
      pen.setLineDash([]); pen.strokeStyle = "rgba(0,0,0,.55)"; pen.lineWidth = thick + 2; line();
      pen.setLineDash(role === "far" ? [thick * 2.2, thick * 2] : []);
      pen.strokeStyle = COLORS[role]; pen.lineWidth = role === "near" ? thick : thick * 0.75; line();
    }
  }

  footing() {
    const here = this.frame + this.data.first, down = [];
    for (const side of ["left", "right"]) {
      let state = null;
      for (const event of this.data.events) {
        if (event.side !== side) continue;
        if (event.frame > here + 0.5) { if (state === null && event.kind === "toe_off") state = true; break; }
        state = event.kind === "initial_contact";
      }
      if (state) down.push(`${side} foot down`);
    }
    return down.join(", ") || (this.data.events.length ? "in flight" : "no footfall found");
  }

  say() {
    const { data, root } = this, seconds = data.times[this.frame] * data.scale;
    const mark = this.mark === null ? "" : ` · range from frame ${this.mark + data.first}`;
    const busy = this.waiting ? " · measuring again …" : "";
    root.querySelector(".readout").textContent =
      `Frame ${this.frame + data.first} of ${data.first + data.times.length - 1} · ${seconds.toFixed(3)} s · ${this.footing()}${mark}${busy}`;
    root.querySelector(".chosen").textContent = this.chosen
      ? `${this.chosen.label || "event"}, frame ${this.chosen.frame.toFixed(1)}${this.chosen.edited ? " (by hand)" : ""}` : "No event chosen";
    root.querySelector('[data-do="play"]').textContent = this.video.paused ? "Play" : "Pause";
    for (const what of ["move", "remove"]) root.querySelector(`[data-do="${what}"]`).disabled = !this.chosen || this.waiting;
    root.querySelector('[data-do="add"]').disabled = this.waiting;
    root.querySelector('[data-do="swap"]').disabled = this.mark === null || this.waiting;
  }

  x(frame) { return LANE.left + (frame - this.data.first) * this.perFrame; }

  drawLanes() {
    const { data } = this, lanes = this.root.querySelector(".lanes");
    const room = Math.max(300, lanes.clientWidth || 900) - LANE.left - 12;
    this.perFrame = Math.max(LANE.perFrame, room / data.times.length);
    const far = data.near === "left" ? "right" : "left", sides = [data.near, far];
    const width = this.x(data.first + data.times.length) + 12, height = LANE.top * 2 + LANE.row * 2;
    const parts = [`<svg width="${width}" height="${height}" role="img" aria-label="Footfalls">`];
    sides.forEach((side, row) => {
      const y = LANE.top + row * LANE.row, color = row ? COLORS.far : COLORS.near;
      parts.push(`<text x="0" y="${y + 19}">${row ? "far" : "near"} (${side})</text>`);
      let start = null;
      data.events.forEach((event, number) => {
        if (event.side !== side) return;
        const x = this.x(event.frame), on = event === this.chosen;
        if (event.kind === "initial_contact") start = x;
        else if (start !== null) { parts.push(`<rect x="${start}" y="${y + 8}" width="${Math.max(0, x - start)}" height="14" fill="${color}" opacity=".35"/>`); start = null; }
        const shape = event.kind === "initial_contact" ? `M${x - 6} ${y + 4}h12l-6 10z` : `M${x - 6} ${y + 26}h12l-6 -10z`;
        const fill = event.kind === "initial_contact" ? color : "var(--st-background-color)";
        parts.push(`<g class="event" data-event="${number}"><rect x="${x - 9}" y="${y}" width="18" height="${LANE.row}" fill="transparent"/>` +
          `<path d="${shape}" fill="${fill}" stroke="${on ? "var(--st-text-color)" : color}" stroke-width="${on ? 3 : 1.6}"/>` +
          `${event.edited ? `<text x="${x - 3}" y="${y + 30}">✎</text>` : ""}<title>${event.label}, frame ${event.frame.toFixed(1)}</title></g>`);
      });
    });
    if (this.mark !== null) parts.push(`<rect class="range" x="${this.x(this.mark + data.first)}" y="0" width="2" height="${height}" fill="var(--st-primary-color)"/>`);
    parts.push(`<line class="head" y1="0" y2="${height}" stroke="var(--st-text-color)" stroke-width="1.6"/></svg>`);
    this.root.querySelector(".track").innerHTML = parts.join("");
    this.movePlayhead();
  }

  movePlayhead() {
    const head = this.root.querySelector(".head"), lanes = this.root.querySelector(".lanes");
    if (!head) return;
    const x = this.x(this.frame + this.data.first);
    head.setAttribute("x1", x); head.setAttribute("x2", x);
    if (x < lanes.scrollLeft + LANE.left || x > lanes.scrollLeft + lanes.clientWidth - 30) lanes.scrollLeft = x - lanes.clientWidth / 3;
  }

  clickLane(click) {
    const group = click.target.closest(".event");
    if (group) { this.choose(this.data.events[Number(group.dataset.event)]); return; }
    const box = this.root.querySelector(".track").getBoundingClientRect();
    this.seek((click.clientX - box.left - LANE.left) / this.perFrame);
  }
}

export default function (component) {
  const { parentElement, data, setTriggerValue } = component;
  let player = players.get(parentElement);
  if (!player) {
    player = new Player(parentElement);
    players.set(parentElement, player);
  }
  player.update(data, (edit) => setTriggerValue("edit", edit));
}

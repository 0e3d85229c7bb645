// Two clips kept at the same moment of the stride, and both mean strides drawn over each other.
const views = new WeakMap();
const STEPS = 40;
const MISSING = -50;

class InStep {
  constructor(root) {
    this.root = root;
    this.videos = [...root.querySelectorAll("video")];
    this.canvas = root.querySelector("canvas");
    this.phase = 0;
    this.strides = [0, 0];
    root.querySelectorAll("[data-do]").forEach((button) => button.addEventListener("click", () => this.act(button.dataset.do)));
    root.querySelector('[data-set="phase"]').addEventListener("input", (change) => this.go(Number(change.target.value) / 100));
    root.querySelector('[data-set="speed"]').addEventListener("change", () => this.rates(0));
    root.querySelector(".player").addEventListener("keydown", (press) => this.key(press));
    this.videos.forEach((video) => video.addEventListener("loadeddata", () => { if (!this.playing) this.go(this.phase); }));
    new ResizeObserver(() => this.draw()).observe(this.canvas);
  }

  update(data) {
    const same = this.data && this.data.clips.every((clip, place) => clip.src === data.clips[place].src);
    this.data = data;
    this.root.querySelectorAll(".label").forEach((place, number) => {
      place.replaceChildren();
      const line = document.createElement("span");
      line.className = number ? "line second" : "line";
      line.style.color = this.color(number);
      place.append(line, data.clips[number].label);
    });
    if (!same) this.videos.forEach((video, number) => { video.src = data.clips[number].src; video.load(); });
    this.draw();
  }

  color(number) { return this.data.colors[number]; }
  contacts(number) { return this.data.clips[number].contacts; }
  usable(number) { return this.contacts(number).length > 1; }
  length(number) { const list = this.contacts(number); return (list[list.length - 1] - list[0]) / (list.length - 1); }

  time(number, stride, phase) {
    const list = this.contacts(number), at = Math.min(Math.max(stride, 0), list.length - 2);
    return list[at] + phase * (list[at + 1] - list[at]);
  }

  where(number) {
    const list = this.contacts(number), now = this.videos[number].currentTime;
    if (now < list[0] || now >= list[list.length - 1]) return null;
    let stride = 0;
    while (list[stride + 1] <= now) stride += 1;
    return { stride, phase: (now - list[stride]) / (list[stride + 1] - list[stride]) };
  }

  go(phase) {
    this.pause();
    this.phase = phase;
    this.seek();
    this.draw();
  }

  seek() {
    this.videos.forEach((video, number) => {
      if (this.usable(number) && video.readyState > 0) video.currentTime = this.time(number, this.strides[number], this.phase) + 0.002;
    });
  }

  act(what) {
    if (!this.data) return;
    if (what === "play") { if (this.playing) this.pause(); else this.play(); return; }
    const next = this.phase + (what === "on" ? 1 : -1) / STEPS;
    const turn = Math.floor(next);
    this.strides = this.strides.map((stride, number) => {
      const most = Math.max(1, this.contacts(number).length - 1);
      return ((stride + turn) % most + most) % most;
    });
    this.go(next - turn);
  }

  play() {
    this.playing = true;
    this.seek();
    this.rates(0);
    this.videos.forEach((video, number) => { if (this.usable(number)) video.play(); });
    this.started = performance.now();
    this.tick();
  }

  pause() {
    this.playing = false;
    this.videos.forEach((video) => video.pause());
    this.draw();
  }

  // The second clip is played faster or slower so that its strides keep step with the first's.
  rates(error) {
    const speed = Number(this.root.querySelector('[data-set="speed"]').value);
    const scales = this.data.clips.map((clip) => clip.scale);
    this.videos[0].playbackRate = Math.min(16, Math.max(0.0625, speed / scales[0]));
    const even = this.usable(0) && this.usable(1) ? this.length(1) / this.length(0) : scales[0] / scales[1];
    this.videos[1].playbackRate = Math.min(16, Math.max(0.0625, this.videos[0].playbackRate * even * (1 + error)));
  }

  tick() {
    if (!this.playing) return;
    const at = [0, 1].map((number) => (this.usable(number) ? this.where(number) : null));
    if ([0, 1].some((number) => this.usable(number) && !at[number] && performance.now() - this.started > 600)) {
      this.strides = [0, 0]; this.phase = 0; this.started = performance.now(); this.seek();
      this.videos.forEach((video, number) => { if (this.usable(number)) video.play(); });
    } else if (at[0]) {
      this.phase = at[0].phase; this.strides[0] = at[0].stride;
      if (at[1]) {
        this.strides[1] = at[1].stride;
        let error = at[0].phase - at[1].phase;
        error -= Math.round(error);
        if (Math.abs(error) > 0.12) this.videos[1].currentTime = this.time(1, at[1].stride, this.phase);
        else this.rates(Math.max(-0.4, Math.min(0.4, 3 * error)));
      }
    }
    this.draw();
    requestAnimationFrame(() => this.tick());
  }

  key(press) {
    if (["SELECT", "INPUT"].includes(press.target.tagName)) return;
    const what = { " ": "play", ArrowLeft: "back", ArrowRight: "on" }[press.key];
    if (!what || (press.target.tagName === "BUTTON" && press.key === " ")) return;
    press.preventDefault();
    press.stopPropagation();
    this.act(what);
  }

  draw() {
    if (!this.data) return;
    this.root.querySelector('[data-set="phase"]').value = String(Math.round(this.phase * 100) % 100);
    this.root.querySelector('[data-do="play"]').textContent = this.playing ? "Pause" : "Play";
    this.root.querySelector(".readout").textContent = `${Math.round(this.phase * 100)} % of the stride, from one contact of the foot near the camera to its next`;
    const ratio = window.devicePixelRatio || 1, { canvas } = this;
    canvas.width = Math.round(canvas.clientWidth * ratio); canvas.height = Math.round(canvas.clientHeight * ratio);
    const pen = canvas.getContext("2d");
    pen.clearRect(0, 0, canvas.width, canvas.height);
    [0, 1].forEach((number) => this.figure(pen, number));
  }

  figure(pen, number) {
    const { ghost, bones } = this.data.clips[number], { canvas } = this;
    if (!ghost || !ghost.length) return;
    const row = ghost[Math.round(this.phase * (ghost.length - 1))], size = canvas.height / 2.55;
    const at = (point) => (row[2 * point] < MISSING ? null : [canvas.width / 2 + row[2 * point] * size, canvas.height * 0.5 - row[2 * point + 1] * size]);
    pen.strokeStyle = this.color(number); pen.lineCap = "round";
    for (const [first, second, role] of bones) {
      const a = at(first), b = at(second);
      if (!a || !b) continue;
      pen.globalAlpha = role === "far" ? 0.4 : 1;
      pen.lineWidth = (role === "near" ? 4.5 : 3) * (canvas.width / canvas.clientWidth || 1);
      pen.setLineDash(number ? [9, 9] : []);
      pen.beginPath(); pen.moveTo(...a); pen.lineTo(...b); pen.stroke();
    }
    pen.globalAlpha = 1;
  }
}

export default function (component) {
  const { parentElement, data } = component;
  let view = views.get(parentElement);
  if (!view) {
    view = new InStep(parentElement);
    views.set(parentElement, view);
  }
  view.update(data);
}

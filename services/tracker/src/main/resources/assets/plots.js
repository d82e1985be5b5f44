// Draws every plot from its own table, and puts sliders before the numbers that they set. Without it the tables stand open.
(() => {
  "use strict";
  const colour = (name) => {
    const probe = document.createElement("span");
    probe.className = "quiet";
    probe.style.color = `var(--${name})`;
    document.body.append(probe);
    const found = getComputedStyle(probe).color;
    probe.remove();
    return found;
  };
  const FALLBACK = ["steered", "warm", "base", "other", "good", "bad", "accent", "soft"];
  const drawings = new Map();

  const number = (cell) => {
    const value = cell.dataset.value;
    return value === undefined || value === "" ? null : Number(value);
  };

  const read = (table) => {
    const heads = [...table.tHead.rows[0].cells];
    const rows = [...table.tBodies[0].rows].map((row) => [...row.cells].map(number)).filter((row) => row[0] !== null);
    rows.sort((a, b) => a[0] - b[0]);
    return { heads, data: heads.map((_, column) => rows.map((row) => row[column])) };
  };

  const short = (value) => {
    if (value === null || value === undefined) return "–";
    const size = Math.abs(value);
    if (size !== 0 && (size < 0.001 || size >= 1e6)) return value.toExponential(1);
    return String(Number(value.toPrecision(4)));
  };

  const band = (figure) => (plot) => {
    const [low, high, mark] = ["low", "high", "mark"].map((name) => (figure.dataset[name] ? Number(figure.dataset[name]) : null));
    const { ctx, bbox } = plot;
    const at = (value) => plot.valToPos(value, "x", true);
    ctx.save();
    ctx.beginPath();
    ctx.rect(bbox.left, bbox.top, bbox.width, bbox.height);
    ctx.clip();
    if (low !== null && high !== null) {
      ctx.fillStyle = colour("accent-soft");
      ctx.fillRect(at(low), bbox.top, Math.max(1, at(high) - at(low)), bbox.height);
    }
    if (mark !== null) {
      ctx.strokeStyle = colour("steered");
      ctx.lineWidth = 1.5 * devicePixelRatio;
      ctx.setLineDash([5, 4]);
      ctx.beginPath();
      ctx.moveTo(at(mark), bbox.top);
      ctx.lineTo(at(mark), bbox.top + bbox.height);
      ctx.stroke();
    }
    ctx.restore();
  };

  const draw = (figure) => {
    const table = figure.querySelector("details table");
    const canvas = figure.querySelector(".canvas");
    if (!table || !canvas || !window.uPlot) return;
    const { heads, data } = read(table);
    const old = drawings.get(figure);
    if (data[0].length < 1) return;
    const shape = heads.map((head) => head.textContent).join("|");
    if (old && old.shape === shape) {
      old.plot.setData(data);
      return;
    }
    if (old) old.plot.destroy();
    const bars = figure.dataset.kind === "bars";
    const axis = { stroke: colour("soft"), grid: { stroke: colour("line"), width: 1 }, ticks: { stroke: colour("line"), width: 1 }, font: "11px system-ui, sans-serif", values: (_, ticks) => ticks.map(short) };
    const series = heads.map((head, index) => {
      if (index === 0) return { label: head.textContent, value: (_, value) => short(value) };
      const stroke = colour(head.dataset.colour || FALLBACK[(index - 1) % FALLBACK.length]);
      return {
        label: head.textContent,
        stroke,
        width: 1.75,
        dash: head.dataset.dash ? [5, 4] : undefined,
        spanGaps: true,
        scale: head.dataset.scale || "y",
        value: (_, value) => short(value),
        points: { show: !bars && data[0].length <= 40, size: 5, fill: stroke },
        fill: bars ? stroke : undefined,
        paths: bars ? uPlot.paths.bars({ size: [0.8, 60], align: 0 }) : undefined,
      };
    });
    const second = series.some((one) => one.scale === "second");
    // Whole numbers are counted: no version 1.2, no step 7.5.
    const counted = data[0].every(Number.isInteger) ? { incrs: [1, 2, 5].flatMap((one) => [0, 1, 2, 3, 4, 5, 6].map((power) => one * 10 ** power)).sort((a, b) => a - b) } : {};
    const axes = [{ ...axis, ...counted, label: heads[0].textContent, labelSize: 18, labelFont: "11px system-ui, sans-serif" }, { ...axis, size: 56 }];
    if (second) axes.push({ ...axis, scale: "second", side: 1, size: 56, grid: { show: false } });
    const range = bars ? (plot, low, high) => [0, high * 1.08 || 1] : undefined;
    const x = bars
      ? (plot, low, high) => {
          const gap = data[0].length > 1 ? (high - low) / (data[0].length - 1) : 1;
          return [low - gap, high + gap];
        }
      : undefined;
    figure.classList.add("drawn");
    const plot = new uPlot(
      {
        width: Math.max(240, canvas.clientWidth),
        height: 240,
        scales: { x: { time: false, range: x }, y: range ? { range } : {} },
        series,
        axes,
        legend: { live: true },
        cursor: { drag: { x: true, y: false } },
        hooks: { drawClear: [band(figure)] },
      },
      data,
      canvas,
    );
    drawings.set(figure, { plot, shape });
  };

  const all = (root) => root.querySelectorAll("figure.plot").forEach(draw);
  const again = () => {
    for (const { plot } of drawings.values()) plot.destroy();
    drawings.clear();
    all(document);
  };
  // With the drawing there, the table waits behind its summary.
  document.querySelectorAll("figure.plot details").forEach((table) => table.removeAttribute("open"));
  all(document);
  document.addEventListener("changed", (event) => all(event.target));
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", again);
  new ResizeObserver(() => {
    for (const [figure, { plot }] of drawings) {
      const width = figure.querySelector(".canvas").clientWidth;
      if (width && Math.abs(width - plot.width) > 1) plot.setSize({ width, height: 240 });
    }
  }).observe(document.body);

  document.querySelectorAll("input[type=range][data-sets]").forEach((slider) => {
    const field = document.getElementById(slider.dataset.sets);
    slider.hidden = false;
    slider.value = field.value;
    slider.addEventListener("input", () => (field.value = slider.value));
    field.addEventListener("input", () => (slider.value = field.value));
  });
})();

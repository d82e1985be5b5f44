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

  const interval = (cell) => (cell.dataset.low === undefined ? null : [Number(cell.dataset.low), Number(cell.dataset.high)]);

  const read = (table) => {
    const heads = [...table.tHead.rows[0].cells];
    const rows = [...table.tBodies[0].rows].map((row) => [...row.cells]).filter((cells) => number(cells[0]) !== null);
    rows.sort((a, b) => number(a[0]) - number(b[0]));
    const columns = (of) => heads.map((_, column) => rows.map((cells) => of(cells[column])));
    return { heads, data: columns(number), intervals: columns(interval), names: rows.map((cells) => cells[0].textContent) };
  };

  const short = (value) => {
    if (value === null || value === undefined) return "–";
    const size = Math.abs(value);
    if (value < 0) return "\u2212" + short(size);
    if (size !== 0 && (size < 0.001 || size >= 1e6)) return value.toExponential(1);
    return String(Number(value.toPrecision(4)));
  };

  const marked = (figure, name) => (figure.dataset[name] ? Number(figure.dataset[name]) : null);

  const within = (plot, work) => {
    const { ctx, bbox } = plot;
    ctx.save();
    ctx.beginPath();
    ctx.rect(bbox.left, bbox.top, bbox.width, bbox.height);
    ctx.clip();
    work(ctx, bbox, (value) => plot.valToPos(value, "x", true));
    ctx.restore();
  };

  // Behind the curves.
  const shade = (figure) => (plot) => {
    const [low, high] = [marked(figure, "low"), marked(figure, "high")];
    if (low === null || high === null) return;
    within(plot, (ctx, box, at) => {
      ctx.fillStyle = colour("accent-soft");
      ctx.fillRect(at(low), box.top, Math.max(1, at(high) - at(low)), box.height);
    });
  };

  // Before them, so that bars do not hide it.
  const mark = (figure) => (plot) => {
    const value = marked(figure, "mark");
    if (value === null) return;
    within(plot, (ctx, box, at) => {
      ctx.strokeStyle = colour("ink");
      ctx.lineWidth = 1.5 * devicePixelRatio;
      ctx.setLineDash([5, 4]);
      ctx.beginPath();
      ctx.moveTo(at(value), box.top);
      ctx.lineTo(at(value), box.top + box.height);
      ctx.stroke();
    });
  };

  // What a value may be by chance, as a whisker through its point.
  const whiskers = (drawing) => (plot) => {
    const { ctx } = plot;
    plot.series.forEach((series, column) => {
      if (column === 0 || !series.show) return;
      drawing.intervals[column].forEach((ends, row) => {
        if (!ends) return;
        const x = Math.round(plot.valToPos(drawing.data[0][row], "x", true));
        const [low, high] = ends.map((end) => plot.valToPos(end, series.scale, true));
        const cap = 3 * devicePixelRatio;
        ctx.save();
        ctx.strokeStyle = series.stroke();
        ctx.lineWidth = devicePixelRatio;
        ctx.beginPath();
        ctx.moveTo(x, low);
        ctx.lineTo(x, high);
        for (const end of [low, high]) {
          ctx.moveTo(x - cap, end);
          ctx.lineTo(x + cap, end);
        }
        ctx.stroke();
        ctx.restore();
      });
    });
  };

  // With the drawing there, the table waits behind its summary.
  const draw = (figure) => {
    const table = figure.querySelector("details table");
    const canvas = figure.querySelector(".canvas");
    if (!table || !canvas || !window.uPlot) return;
    const found = read(table);
    const { heads, data } = found;
    const old = drawings.get(figure);
    if (data[0].length < 1) return;
    // Before the canvas is measured; and again after each change of the page's part, whose server knows of no drawing.
    figure.classList.add("drawn");
    if (!old) figure.querySelector("details").removeAttribute("open");
    const shape = heads.map((head) => head.textContent).join("|");
    if (old && old.shape === shape) {
      Object.assign(old, found);
      old.plot.setData(data);
      return;
    }
    if (old) old.plot.destroy();
    const drawing = { ...found, shape };
    const bars = figure.dataset.kind === "bars";
    const named = figure.dataset.named !== undefined;
    const axis = { stroke: colour("soft"), grid: { stroke: colour("line"), width: 1 }, ticks: { stroke: colour("line"), width: 1 }, font: "11px system-ui, sans-serif", values: (_, ticks) => ticks.map(short) };
    const series = heads.map((head, index) => {
      if (index === 0) return { label: head.textContent, value: (_, value, __, row) => (row === null ? "–" : drawing.names[row]) };
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
    const counted = !named && data[0].every(Number.isInteger) ? { incrs: [1, 2, 5].flatMap((one) => [0, 1, 2, 3, 4, 5, 6].map((power) => one * 10 ** power)).sort((a, b) => a - b) } : {};
    // Names that do not fit beside one another are turned.
    const letters = drawing.names.reduce((all, name) => Math.max(all, name.length), 0);
    const turned = letters * drawing.names.length * 7 > canvas.clientWidth - 80;
    const names = named ? { splits: () => drawing.data[0], values: (_, splits) => splits.map((_, row) => drawing.names[row]), grid: { show: false }, ...(turned ? { rotate: -40, size: 36 + letters * 4.6 } : {}) } : {};
    const axes = [{ ...axis, ...counted, ...names, label: heads[0].textContent, labelSize: 18, labelFont: "11px system-ui, sans-serif" }, { ...axis, size: 56 }];
    if (second) axes.push({ ...axis, scale: "second", side: 1, size: 56, grid: { show: false } });
    // Bars start at 0; whiskers stay within.
    const range = (_, low, high) => {
      const ends = drawing.intervals.flat().filter(Boolean).flat();
      const [from, to] = [Math.min(low, ...ends), Math.max(high, ...ends)];
      return bars ? [Math.min(0, from * 1.08), Math.max(0, to * 1.08) || (from < 0 ? 0 : 1)] : uPlot.rangeNum(from, to, 0.1, true);
    };
    const x = bars || named
      ? (plot, low, high) => {
          const gap = data[0].length > 1 ? (high - low) / (data[0].length - 1) : 1;
          return [low - gap, high + gap];
        }
      : undefined;
    drawing.plot = new uPlot(
      {
        width: Math.max(240, canvas.clientWidth),
        height: 240,
        scales: { x: { time: false, range: x }, y: { range } },
        series,
        axes,
        legend: { live: true },
        cursor: { drag: { x: true, y: false } },
        hooks: { drawClear: [shade(figure)], draw: [mark(figure), whiskers(drawing)] },
      },
      data,
      canvas,
    );
    drawings.set(figure, drawing);
  };

  const all = (root) => root.querySelectorAll("figure.plot").forEach(draw);
  const again = () => {
    for (const { plot } of drawings.values()) plot.destroy();
    drawings.clear();
    all(document);
  };
  all(document);
  document.addEventListener("changed", (event) => all(event.target));
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", again);
  matchMedia("print").addEventListener("change", again);
  new ResizeObserver(() => {
    for (const [figure, { plot }] of drawings) {
      const width = figure.querySelector(".canvas").clientWidth;
      if (width && Math.abs(width - plot.width) > 1) plot.setSize({ width, height: 240 });
    }
  }).observe(document.body);

  document.querySelectorAll("input[type=range][data-sets]").forEach((slider) => {
    const field = document.getElementById(slider.dataset.sets);
    const task = field.form.elements[slider.dataset.of];
    // It reaches beyond the strength in force on either side, and begins there.
    const follow = () => {
      const known = [...task.list.options].find((option) => option.value === task.value);
      const own = known ? Number(known.dataset.strength) : 0;
      const asked = field.value === "" ? own : Number(field.value);
      const reach = Math.max(8, Math.ceil(2 * Math.abs(own)), Math.ceil(Math.abs(asked)));
      slider.min = -reach;
      slider.max = reach;
      slider.step = reach / 160;
      slider.value = asked;
      field.placeholder = known ? `profile: ${known.textContent.split(" ")[1]}` : "the profile's";
    };
    slider.hidden = false;
    follow();
    task.addEventListener("input", follow);
    slider.addEventListener("input", () => (field.value = String(Number(Number(slider.value).toPrecision(4)))));
    field.addEventListener("input", follow);
  });
})();

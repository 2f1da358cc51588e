// Each text that can be seen with its contrast to what is behind it, by WCAG 2's formula, the poorest first.
() => {
  const parse = (color) => color.match(/[\d.]+/g).map(Number);
  const light = (color) => {
    const [red, green, blue] = parse(color).slice(0, 3).map((part) => {
      const share = part / 255;
      return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  };
  const behind = (element) => {
    for (let here = element; here; here = here.parentElement) {
      const color = getComputedStyle(here).backgroundColor;
      const parts = parse(color);
      if (parts.length === 3 || parts[3] === 1) return color;
    }
    return "rgb(255, 255, 255)";
  };
  const found = new Map();
  for (const element of document.querySelectorAll("body *")) {
    const own = [...element.childNodes].some((node) => node.nodeType === Node.TEXT_NODE && node.textContent.trim());
    if (!own || element.closest("script, style, option") || !element.checkVisibility()) continue;
    const [first, second] = [getComputedStyle(element).color, behind(element)];
    const [more, less] = [light(first), light(second)].sort((one, other) => other - one);
    found.set(`${first} on ${second}`, { ratio: (more + 0.05) / (less + 0.05), text: element.textContent.trim().slice(0, 40) });
  }
  return [...found].map(([colors, rest]) => ({ colors, ...rest })).sort((one, other) => one.ratio - other.ratio);
}

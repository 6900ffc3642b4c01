/** A colour as CSS takes it, and as parts from 0 to 1 for drawing. */
export interface Colour {
  css: string;
  rgb: readonly [number, number, number];
}

/** The golden angle: however many there are, neighbours are far from each other. */
const step = 137.508;
const lightnesses = [0.6, 0.568, 0.584] as const;
const chroma = 0.17;
const known = new Map<string, Colour>();

/** The colour of a route's rides: always the same, and good to see on light ground and on dark. */
export function colourOf(routeId: string): Colour {
  let colour = known.get(routeId);
  if (!colour) {
    const number = /^\d{1,9}$/.test(routeId) ? Number(routeId) : hash(routeId);
    colour = fromOklch(lightnesses[number % lightnesses.length] ?? 0.6, chroma, (number * step) % 360);
    known.set(routeId, colour);
  }
  return colour;
}

/** FNV-1a. */
function hash(text: string): number {
  let value = 0x811c9dc5;
  for (const char of text) {
    value = Math.imul(value ^ (char.codePointAt(0) ?? 0), 0x01000193) >>> 0;
  }
  return value;
}

/** Into sRGB, with as much of the chroma as it can show. */
function fromOklch(lightness: number, wanted: number, hue: number): Colour {
  const angle = (hue * Math.PI) / 180;
  for (let chromaLeft = wanted; ; chromaLeft -= 0.01) {
    const linear = linearRgb(lightness, chromaLeft * Math.cos(angle), chromaLeft * Math.sin(angle));
    if (chromaLeft <= 0.01 || linear.every((part) => part >= -0.0005 && part <= 1.0005)) {
      const [r, g, b] = linear.map(encoded) as [number, number, number];
      return { rgb: [r, g, b], css: `#${[r, g, b].map((part) => Math.round(part * 255).toString(16).padStart(2, '0')).join('')}` };
    }
  }
}

function linearRgb(lightness: number, a: number, b: number): [number, number, number] {
  const l = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3;
  const m = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3;
  const s = (lightness - 0.0894841775 * a - 1.291485548 * b) ** 3;
  return [
    4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s,
    -1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s,
    -0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s,
  ];
}

function encoded(linear: number): number {
  const part = Math.max(0, Math.min(1, linear));
  return part <= 0.0031308 ? part * 12.92 : 1.055 * part ** (1 / 2.4) - 0.055;
}

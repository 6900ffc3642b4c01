import { describe, expect, it } from 'vitest';
import { colourOf } from './colours';

const luminance = (rgb: readonly number[]) => {
  const [r = 0, g = 0, b = 0] = rgb.map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
};
const contrast = (a: readonly number[], b: readonly number[]) => {
  const [low = 0, high = 0] = [luminance(a), luminance(b)].sort((x, y) => x - y);
  return (high + 0.05) / (low + 0.05);
};
const ground = { light: [0xf5 / 255, 0xf3 / 255, 0xee / 255], dark: [0x1a / 255, 0x25 / 255, 0x29 / 255] };
const ids = [...Array.from({ length: 500 }, (_, index) => String(index)), 'north', 'south', 'ring-7', 'ç'];

describe('the colour of a route', () => {
  it('is the same each time, and written the same way', () => {
    expect(colourOf('7')).toBe(colourOf('7'));
    expect(colourOf('7').css).toMatch(/^#[0-9a-f]{6}$/);
  });

  it.each(['light', 'dark'] as const)('is seen on %s ground', (kind) => {
    const faint = ids.filter((id) => contrast(colourOf(id).rgb, ground[kind]) < 3);
    expect(faint).toEqual([]);
  });

  it('is another one for each of many neighbours', () => {
    const far = (a: string, b: string) => Math.hypot(...colourOf(a).rgb.map((part, index) => part - (colourOf(b).rgb[index] ?? 0)));
    for (let id = 1; id < 12; id += 1) {
      for (let other = id + 1; other <= 12; other += 1) {
        expect(far(String(id), String(other))).toBeGreaterThan(0.1);
      }
    }
    expect(new Set(ids.map((id) => colourOf(id).css)).size).toBeGreaterThan(300);
  });
});

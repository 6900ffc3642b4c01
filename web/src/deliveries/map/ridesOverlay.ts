import type { MercatorPoint } from '../../shared/mercator';
import type { Fleet } from '../fleet';
import { floatsPerMark, MarkPainter, type Palette } from './markPainter';

/** What a flat map looks at. */
export interface Camera {
  center: MercatorPoint;
  /** The width of the whole world, in CSS pixels. */
  worldPx: number;
  width: number;
  height: number;
}

const palettes: Record<'light' | 'dark', Palette> = {
  light: { rim: [1, 1, 1], silent: [0.42, 0.47, 0.46] },
  dark: { rim: [0.06, 0.09, 0.1], silent: [0.58, 0.65, 0.64] },
};

/** Marks are smaller where there are many. */
const sizes: readonly (readonly [number, number])[] = [
  [300, 28],
  [2_000, 20],
  [Infinity, 14],
];
const marginPx = 20;
const reachPx = 16;

interface Drawn {
  routeId: string;
  x: number;
  y: number;
}

/**
 * The rides of a fleet above a map. Where a mark is on the screen is computed here, in double precision and once a
 * frame, so marks do not tremble when seen from near, and the map below need not be drawn again because they move.
 */
export class RidesOverlay {
  private readonly painter: MarkPainter;
  private readonly drawn: Drawn[] = [];
  private readonly unlisten: () => void;
  private marks = new Float32Array(256 * floatsPerMark);
  private count = 0;
  private frameId: number | undefined;
  private dark = false;

  /** `camera` is asked each frame. `onFrame` runs after each. */
  constructor(
    canvas: HTMLCanvasElement,
    private readonly fleet: Fleet,
    private readonly camera: () => Camera | undefined,
    private readonly onFrame: () => void = () => undefined,
  ) {
    canvas.className = 'rides-canvas';
    canvas.dataset['testid'] = 'rides-canvas';
    this.painter = new MarkPainter(canvas, () => {
      this.wake();
    });
    this.unlisten = fleet.onChange(() => {
      this.wake();
    });
    this.wake();
  }

  setDark(dark: boolean): void {
    this.dark = dark;
    this.wake();
  }

  /** Draws with the next frame, and goes on for as long as anything moves. */
  wake(): void {
    this.frameId ??= requestAnimationFrame(() => {
      this.frameId = undefined;
      if (this.draw()) {
        this.wake();
      }
      this.onFrame();
    });
  }

  /** Draws now; true while anything moves. */
  draw(): boolean {
    const camera = this.camera();
    if (!camera) {
      return false;
    }
    const { center, worldPx, width, height } = camera;
    this.count = 0;
    const moving = this.fleet.frame(Date.now(), (routeId, spot, colour, kind) => {
      const east = spot.x - center.x;
      const x = (east - Math.round(east)) * worldPx + width / 2;
      const y = (spot.y - center.y) * worldPx + height / 2;
      if (x < -marginPx || y < -marginPx || x > width + marginPx || y > height + marginPx) {
        return;
      }
      const at = this.count * floatsPerMark;
      if (at === this.marks.length) {
        const larger = new Float32Array(this.marks.length * 2);
        larger.set(this.marks);
        this.marks = larger;
      }
      const { marks } = this;
      marks[at] = x;
      marks[at + 1] = y;
      marks[at + 2] = (spot.bearing * Math.PI) / 180;
      marks[at + 3] = colour.rgb[0];
      marks[at + 4] = colour.rgb[1];
      marks[at + 5] = colour.rgb[2];
      marks[at + 6] = kind;
      const drawn = this.drawn[this.count];
      if (drawn) {
        drawn.routeId = routeId;
        drawn.x = x;
        drawn.y = y;
      } else {
        this.drawn.push({ routeId, x, y });
      }
      this.count += 1;
    });
    const size = sizes.find(([most]) => this.count <= most)?.[1] ?? 14;
    this.painter.draw(this.marks, this.count, size, this.dark ? palettes.dark : palettes.light);
    this.painter.canvas.dataset['marks'] = String(this.count);
    return moving;
  }

  /** The route of the mark nearest to a point of the screen, if one is near. */
  hit(x: number, y: number): string | undefined {
    let best = reachPx;
    let found: string | undefined;
    for (let index = 0; index < this.count; index += 1) {
      const mark = this.drawn[index];
      const away = mark ? Math.hypot(mark.x - x, mark.y - y) : Infinity;
      if (mark && away < best) {
        best = away;
        found = mark.routeId;
      }
    }
    return found;
  }

  remove(): void {
    this.unlisten();
    if (this.frameId !== undefined) {
      cancelAnimationFrame(this.frameId);
    }
    this.painter.remove();
  }
}

import { distance, type Place } from '../shared/geo';
import { fromMercator, toMercator } from '../shared/mercator';
import type { Line, Spot } from './line';

/** A position as it was told, by whichever way. */
export interface Sighting extends Place {
  bearing: number;
  /** Metres from the start, where the teller knows. */
  travelledM?: number | undefined;
}

/** A ride that moved farther than this, or came back after longer, is set down where it is. */
const farM = 5_000;
const longMs = 30_000;
/** Who is so far back along the line is driving it anew; who is less far back is only told of late. */
const anewM = 200;
const shortestBeatMs = 100;
const longestBeatMs = 2_000;
/** The marker takes a little longer than the next position, so that it need not stand and wait for it. */
const slack = 1.1;
/** How soon it has turned by two thirds. */
const turnMs = 120;
const straight = 0.5;

/**
 * The motion of one marker: from where it is shown to the newest position, in the time until the next one is due. It
 * never runs ahead of what is known, so there is nothing to take back.
 */
export class Glide implements Spot {
  x: number;
  y: number;
  bearing: number;
  private fromX: number;
  private fromY: number;
  private toX: number;
  private toY: number;
  private toBearing: number;
  /** Where on the line, while it moves along one. */
  private along: { line: Line; fromM: number; toM: number } | undefined;
  private metres = 0;
  private startedAt: number;
  private lastFrame: number;
  private durationMs = 0;
  private beatMs = 0;

  constructor(sighting: Sighting, line: Line | undefined, now: number) {
    const { x, y } = toMercator(sighting);
    this.x = this.fromX = this.toX = x;
    this.y = this.fromY = this.toY = y;
    this.bearing = this.toBearing = sighting.bearing;
    this.startedAt = this.lastFrame = now;
    this.settle(sighting, line);
  }

  /** There is a newer position. */
  aim(sighting: Sighting, line: Line | undefined, now: number, still: boolean): void {
    this.frame(now);
    const gap = now - this.startedAt;
    const away = distance(fromMercator(this), sighting);
    this.startedAt = now;
    if (still || gap > longMs || away > farM) {
      this.settle(sighting, line);
      return;
    }
    const beat = Math.max(shortestBeatMs, Math.min(longestBeatMs, gap));
    this.beatMs = this.beatMs === 0 ? beat : this.beatMs * 0.7 + beat * 0.3;
    this.durationMs = this.beatMs * slack;
    const fromM = this.along && this.along.line === line ? this.metres : line?.project(fromMercator(this));
    const toM = line && (sighting.travelledM ?? line.project(sighting, fromM) ?? line.project(sighting));
    if (fromM !== undefined && toM !== undefined && fromM - toM > anewM) {
      this.settle(sighting, line);
      return;
    }
    if (line && fromM !== undefined && toM !== undefined) {
      this.along = { line, fromM, toM: Math.max(fromM, Math.min(toM, line.lengthM)) };
    } else {
      this.along = undefined;
      const { x, y } = toMercator(sighting);
      this.fromX = this.x;
      this.fromY = this.y;
      // The short way, also across the date line.
      this.toX = x - Math.round(x - this.x);
      this.toY = y;
      this.toBearing = sighting.bearing;
    }
  }

  /** Moves to where it is at this moment; false when it has arrived there, and turned. */
  frame(now: number): boolean {
    const share = this.durationMs > 0 ? Math.min(1, Math.max(0, (now - this.startedAt) / this.durationMs)) : 1;
    if (this.along) {
      const { line, fromM, toM } = this.along;
      this.metres = fromM + (toM - fromM) * share;
      const spot = line.at(this.metres);
      this.x = spot.x;
      this.y = spot.y;
      this.toBearing = spot.bearing;
    } else {
      this.x = this.fromX + (this.toX - this.fromX) * share;
      this.y = this.fromY + (this.toY - this.fromY) * share;
    }
    const turn = turnBetween(this.bearing, this.toBearing);
    const elapsed = Math.max(0, now - this.lastFrame);
    this.lastFrame = now;
    const left = turn * Math.exp(-elapsed / turnMs);
    const turning = Math.abs(left) > straight;
    this.bearing = turning ? (this.toBearing - left + 720) % 360 : this.toBearing;
    return share < 1 || turning;
  }

  private settle(sighting: Sighting, line: Line | undefined): void {
    this.durationMs = 0;
    const metres = line && (sighting.travelledM ?? line.project(sighting));
    this.along = line && metres !== undefined ? { line, fromM: metres, toM: metres } : undefined;
    this.metres = metres ?? 0;
    const spot = this.along ? this.along.line.at(this.metres) : { ...toMercator(sighting), bearing: sighting.bearing };
    this.x = this.fromX = this.toX = spot.x;
    this.y = this.fromY = this.toY = spot.y;
    this.bearing = this.toBearing = spot.bearing;
  }
}

/** From one bearing to another the short way, in degrees, positive to the right. */
export function turnBetween(from: number, to: number): number {
  return ((((to - from) % 360) + 540) % 360) - 180;
}

import type { Clock } from '@homing/client';
import type { NearbyLot } from '../parking/lot';

export const noon = Date.parse('2026-05-07T12:00:00Z');

export function lot(more: Partial<NearbyLot> = {}): NearbyLot {
  return {
    lot_id: '1',
    name: 'Taksim Zemin Altı',
    lat: 41.0369,
    lng: 28.985,
    distance_m: 234,
    capacity: 40,
    free: 12,
    availability: 'live',
    observed_at: '2026-05-07T11:57:00Z',
    open: true,
    park_type: 'KAPALI OTOPARK',
    work_hours: '24 Saat',
    directions_url: 'https://www.google.com/maps/dir/?api=1&destination=41.0369,28.985&travelmode=driving',
    ...more,
  };
}

interface Timer {
  at: number;
  run: () => void;
}

/** Time that stands still until it is moved. */
export class FakeClock implements Clock {
  private timers: Timer[] = [];

  constructor(private time = noon) {}

  now(): number {
    return this.time;
  }

  after(ms: number, run: () => void): () => void {
    const timer = { at: this.time + ms, run };
    this.timers.push(timer);
    return () => {
      this.timers = this.timers.filter((other) => other !== timer);
    };
  }

  advance(ms: number): void {
    this.time += ms;
    const due = this.timers.filter((timer) => timer.at <= this.time).sort((a, b) => a.at - b.at);
    this.timers = this.timers.filter((timer) => !due.includes(timer));
    due.forEach((timer) => {
      timer.run();
    });
  }

  get waiting(): number {
    return this.timers.length;
  }
}

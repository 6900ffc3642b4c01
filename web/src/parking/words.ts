import { age } from '../shared/age';
import { distanceText } from '../shared/geo';
import { levelOf, type Lot, type NearbyLot } from './lot';

/** "12 of 40 free", "Full", "Places not known". */
export function placesText(lot: Lot): string {
  switch (levelOf(lot)) {
    case 'unknown':
      return 'Places not known';
    case 'full':
      return 'Full';
    default:
      return `${String(lot.free)} of ${String(lot.capacity)} free`;
  }
}

/** How old the free places are. What is not known has no age. */
export function freshnessText(lot: Lot, now: number): string {
  if (levelOf(lot) === 'unknown') {
    return 'No recent count';
  }
  const when = lot.observed_at ? age(lot.observed_at, now) : '';
  return lot.availability === 'stale' ? `Old count${when && `, ${when}`}` : `Counted ${when || 'recently'}`;
}

export function openText(open: boolean | null | undefined): string {
  return open === true ? 'Open' : open === false ? 'Closed' : 'Hours not known';
}

/** The data shouts; Turkish has its own dotted and dotless i. */
export function calm(name: string): string {
  return name
    .split(' ')
    .map((word) => word.charAt(0) + word.slice(1).toLocaleLowerCase('tr'))
    .join(' ');
}

const typeNames: Record<string, string> = {
  'YOL ÜSTÜ': 'On the street',
  'AÇIK OTOPARK': 'Open air',
  'KAPALI OTOPARK': 'Covered',
  'TAKSİ PARK': 'Taxis',
  'MİNİBÜS PARK': 'Minibuses',
};

export function typeText(type: string | undefined): string | undefined {
  return type === undefined ? undefined : (typeNames[type] ?? type);
}

/** Prices are of a year long past, and say so. */
export function priceText(lot: NearbyLot, stayMinutes: number | undefined): string | undefined {
  if (lot.stay_price === undefined || stayMinutes === undefined) {
    return undefined;
  }
  const currency = lot.currency ?? 'TRY';
  const amount = new Intl.NumberFormat('en', {
    style: 'currency',
    currency,
    currencyDisplay: 'narrowSymbol',
    minimumFractionDigits: Number.isInteger(lot.stay_price) ? 0 : 2,
  }).format(lot.stay_price);
  return `${amount} for ${stayText(stayMinutes)}, ${String(lot.price_year ?? 2020)} tariff`;
}

export function stayText(minutes: number): string {
  return minutes < 60 ? `${String(minutes)} min` : `${String(minutes / 60)} h`;
}

/** What a screen reader is told of a new answer. */
export function resultText(lots: readonly NearbyLot[]): string {
  const [nearest] = lots;
  if (!nearest) {
    return 'No car park fits.';
  }
  const count = lots.length === 1 ? '1 car park' : `${String(lots.length)} car parks`;
  return `${count}. Nearest: ${nearest.name}, ${distanceText(nearest.distance_m)}, ${placesText(nearest)}.`;
}

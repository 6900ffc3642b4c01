import { describe, expect, it } from 'vitest';
import { distanceText } from '../shared/geo';
import { lot, noon } from '../testing/fakes';
import { levelOf } from './lot';
import { calm, freshnessText, openText, placesText, priceText, resultText } from './words';

describe('what is said of a lot', () => {
  it.each([
    [{ free: 12, capacity: 40 }, 'free', '12 of 40 free'],
    [{ free: 3, capacity: 40 }, 'few', '3 of 40 free'],
    [{ free: 0, capacity: 40 }, 'full', 'Full'],
    [{ free: null }, 'unknown', 'Places not known'],
    [{ free: 1, availability: 'unknown' as const }, 'unknown', 'Places not known'],
    [{ free: 0, availability: 'unknown' as const }, 'unknown', 'Places not known'],
  ])('%o is %s: %s', (more, level, text) => {
    expect(levelOf(lot(more))).toBe(level);
    expect(placesText(lot(more))).toBe(text);
  });

  it('names the age of a count', () => {
    expect(freshnessText(lot(), noon)).toBe('Counted 3 min. ago');
    expect(freshnessText(lot({ availability: 'stale' }), noon + 7_200_000)).toBe('Old count, 2 hr. ago');
    expect(freshnessText(lot({ availability: 'unknown', free: null }), noon)).toBe('No recent count');
    expect(freshnessText(lot({ observed_at: null }), noon)).toBe('Counted recently');
  });

  it('does not call unknown hours closed', () => {
    expect([openText(true), openText(false), openText(null)]).toEqual(['Open', 'Closed', 'Hours not known']);
  });

  it('says of what year a price is', () => {
    expect(priceText(lot({ stay_price: 16, currency: 'TRY', price_year: 2020 }), 120)).toBe('₺16 for 2 h, 2020 tariff');
    expect(priceText(lot({ stay_price: 7.5, currency: 'TRY' }), 30)).toBe('₺7.50 for 30 min, 2020 tariff');
    expect(priceText(lot(), 120)).toBeUndefined();
  });

  it('rounds distances', () => {
    expect([234, 1_449, 2_000].map(distanceText)).toEqual(['230 m', '1.4 km', '2 km']);
  });

  it('sums an answer up', () => {
    expect(resultText([])).toBe('No car park fits.');
    expect(resultText([lot()])).toBe('1 car park. Nearest: Taksim Zemin Altı, 230 m, 12 of 40 free.');
  });

  it('lowers Turkish capitals', () => {
    expect(calm('KADIKÖY İSKELE')).toBe('Kadıköy İskele');
  });
});

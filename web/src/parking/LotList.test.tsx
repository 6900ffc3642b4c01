import { ThemeProvider } from '@mui/material';
import { render, screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { describe, expect, it, vi } from 'vitest';
import { theme } from '../app/theme';
import { lot, noon } from '../testing/fakes';
import { LotDetails } from './LotDetails';
import { LotList } from './LotList';

const lots = [
  lot(),
  lot({ lot_id: '2', name: 'Mete Caddesi 1', free: null, availability: 'unknown', open: null, distance_m: 1_250 }),
  lot({ lot_id: '3', name: 'Harbiye', free: 5, availability: 'stale', observed_at: '2026-05-07T09:00:00Z', open: false }),
];

function show(selectedId?: string) {
  const onSelect = vi.fn();
  render(
    <ThemeProvider theme={theme}>
      <LotList lots={lots} now={noon} stayMinutes={undefined} selectedId={selectedId} onSelect={onSelect} />
    </ThemeProvider>,
  );
  return onSelect;
}

describe('the list of lots', () => {
  it('points out what has changed, and by how much', () => {
    const list = (free: number | null) => (
      <ThemeProvider theme={theme}>
        <LotList lots={[lot({ free }), lot({ lot_id: '2', free: 9 })]} now={noon} stayMinutes={undefined} selectedId={undefined} onSelect={vi.fn()} />
      </ThemeProvider>
    );
    const { rerender, container } = render(list(12));
    const changes = () => [...container.querySelectorAll<HTMLElement>('[data-changes]')].map((badge) => badge.dataset['changes']);
    const step = () => container.querySelector('[data-step]')?.textContent;
    expect([changes(), step()]).toEqual([['0', '0'], undefined]);
    rerender(list(15));
    expect([changes(), step()]).toEqual([['1', '0'], '+3']);
    rerender(list(15));
    expect(changes()).toEqual(['1', '0']);
    rerender(list(10));
    expect([changes(), step()]).toEqual([['2', '0'], '−5']);
    rerender(list(null));
    expect([changes(), step()]).toEqual([['3', '0'], undefined]);
  });

  it('says what is known of each, in the order of the answer', () => {
    show();
    const rows = within(screen.getByRole('list', { name: 'Nearest car parks' })).getAllByRole('button');
    expect(rows[0]).toHaveTextContent('Taksim Zemin Altı230 m12 of 40 free · Counted 3 min. agoOpen · 24 hours · Covered');
    expect(rows[1]).toHaveTextContent('?Mete Caddesi 11.3 kmPlaces not known · No recent countHours not known');
    expect(rows[2]).toHaveTextContent('5 of 40 free · Old count, 3 hr. agoClosed');
  });

  it('marks the one that is chosen', () => {
    show('3');
    expect(screen.getByRole('button', { current: true })).toHaveTextContent('Harbiye');
  });

  it('is operated by keyboard', async () => {
    const onSelect = show();
    await userEvent.tab();
    await userEvent.tab();
    await userEvent.keyboard('{Enter}');
    expect(onSelect).toHaveBeenCalledExactlyOnceWith('2');
  });
});

describe('the details of a lot', () => {
  it('lead there, take the focus, and close with Escape', async () => {
    const onClose = vi.fn();
    render(
      <ThemeProvider theme={theme}>
        <LotDetails lot={lot()} position={undefined} stayMinutes={undefined} now={noon} onClose={onClose} />
      </ThemeProvider>,
    );
    expect(screen.getByRole('heading', { name: 'Taksim Zemin Altı' })).toHaveFocus();
    expect(screen.getByRole('link')).toHaveAttribute('href', lot().directions_url);
    expect(screen.getByRole('link')).toHaveAttribute('rel', 'noopener noreferrer');
    await userEvent.keyboard('{Escape}');
    expect(onClose).toHaveBeenCalledOnce();
  });

  it('make no promise of what is not known', () => {
    const unknown = lot({ availability: 'unknown', free: 1, observed_at: null });
    render(
      <ThemeProvider theme={theme}>
        <LotDetails lot={unknown} position={undefined} stayMinutes={undefined} now={noon} onClose={vi.fn()} />
      </ThemeProvider>,
    );
    expect(screen.getByText(/may be free or full/)).toBeVisible();
    expect(screen.queryByText(/1 of 40/)).toBeNull();
  });
});

import { fireEvent, screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { FakeReports, wireReport } from '../testing/reports';
import { address, openReports } from '../testing/reportsPage';

// Looking for roles in a page as large as this one takes its time on a busy machine.
vi.setConfig({ testTimeout: 60_000 });

let server: FakeReports;

beforeEach(() => {
  server = new FakeReports();
  sessionStorage.clear();
  vi.stubGlobal('fetch', server.fetch);
});

afterEach(() => {
  vi.unstubAllGlobals();
});

const field = (name: RegExp) => screen.getByRole('textbox', { name });
const fill = (name: RegExp, value: string) => {
  fireEvent.change(field(name), { target: { value } });
};
const ask = () => screen.getByRole('button', { name: 'Ask for it' });

async function openForm() {
  await openReports('/reports/new');
  await screen.findByRole('radio', { name: /Most liked games of a year/ });
}

describe('the form', () => {
  it('asks for a report and goes to its page', async () => {
    await openForm();
    fill(/^Year/, '2015');
    fill(/^Title/, ' Mine ');
    fireEvent.change(screen.getByRole('slider', { name: 'Life time: 1 hour' }), { target: { value: '0' } });
    await userEvent.click(ask());
    await waitFor(() => {
      expect(address()).toBe(`/reports/${server.reports[0]?.report_id ?? ''}`);
    });
    expect(server.changes.map(({ body }) => body)).toEqual([{ kind: 'top-games', title: 'Mine', parameters: { year: 2015, limit: 50 }, lifetime_minutes: 10 }]);
    expect(server.changes[0]?.key).toMatch(/^[0-9a-f-]{36}$/);
  });

  it('says what is wrong while it is typed, and starts with the first fault', async () => {
    await openForm();
    expect(field(/^Year/)).toHaveAccessibleDescription('1980 to 2020');
    fill(/^Year/, '20');
    expect(field(/^Year/)).toBeInvalid();
    expect(field(/^Year/)).toHaveAccessibleDescription('A whole number from 1980 to 2020.');
    fill(/^Year/, '2015');
    expect(field(/^Year/)).toBeValid();
    await userEvent.click(screen.getByRole('radio', { name: /Sales by genre/ }));
    await userEvent.click(ask());
    expect(field(/^From year/)).toHaveFocus();
    expect(field(/^To year/)).toBeInvalid();
    fill(/^From year/, '2016');
    fill(/^To year/, '2010');
    expect(field(/^To year/)).toHaveAccessibleDescription('Not before the first year, 2016.');
    fill(/^Title/, 'x'.repeat(121));
    expect(field(/^Title/)).toHaveAccessibleDescription('At most 120 characters.');
    expect(server.changes).toEqual([]);
  });

  it('sends a double click once', async () => {
    let release = () => {
      // Set below.
    };
    server.gate = new Promise((resolve) => {
      release = resolve;
    });
    await openForm();
    fill(/^Year/, '2015');
    const form = ask().closest('form')!;
    fireEvent.submit(form);
    fireEvent.submit(form);
    release();
    await waitFor(() => {
      expect(address()).not.toBe('/reports/new');
    });
    expect(server.changes).toHaveLength(1);
  });

  it('sends the same again where no answer came, also after a reload, and it is made once', async () => {
    await openForm();
    fill(/^Year/, '2015');
    fill(/^Title/, 'Mine');
    server.losesNextAnswer = true;
    await userEvent.click(ask());
    expect(await screen.findByText('The server cannot be reached.')).toBeInTheDocument();
    document.body.replaceChildren();

    await openForm();
    expect(screen.getByText('You sent this before, and no answer came. Send it again: it is made only once.')).toBeInTheDocument();
    expect(field(/^Title/)).toHaveValue('Mine');
    await userEvent.click(ask());
    await waitFor(() => {
      expect(address()).toBe(`/reports/${server.reports[0]?.report_id ?? ''}`);
    });
    const [first, second] = server.changes;
    expect(second?.key).toBe(first?.key);
    expect(server.reports).toHaveLength(1);
  });

  it('says why it was refused, and takes another key for what is sent next', async () => {
    await openForm();
    fill(/^Year/, '2015');
    server.refusesNext = { status: 400, detail: 'parameters.year: 2015 is not allowed' };
    await userEvent.click(ask());
    expect(await screen.findByText('parameters.year: 2015 is not allowed')).toBeInTheDocument();
    await userEvent.click(ask());
    await waitFor(() => {
      expect(server.changes).toHaveLength(2);
    });
    const [first, second] = server.changes;
    expect(second?.key).not.toBe(first?.key);
  });

  it.each([429, 503])('keeps the key after a %i', async (status) => {
    await openForm();
    fill(/^Year/, '2015');
    server.refusesNext = { status, detail: 'Later.' };
    await userEvent.click(ask());
    await screen.findByText('Later.');
    await userEvent.click(ask());
    await waitFor(() => {
      expect(server.changes).toHaveLength(2);
    });
    const [first, second] = server.changes;
    expect(second?.key).toBe(first?.key);
  });

  it('asks for the kinds again where they cannot be had', async () => {
    vi.stubGlobal('fetch', (url: string, init?: RequestInit) =>
      url === '/api/reports/kinds' && server.calls.every(({ path }) => path !== url)
        ? (server.calls.push({ method: 'GET', path: url, key: null, body: {} }), Promise.reject(new TypeError('Failed to fetch')))
        : server.fetch(url, init),
    );
    await openReports('/reports/new');
    await userEvent.click(await screen.findByRole('button', { name: 'Try again' }));
    expect(await screen.findByRole('radio', { name: /Most liked games of a year/ })).toBeChecked();
  });
});

describe('a change', () => {
  it('is made to the order as it was seen, and goes back to the report', async () => {
    const report = wireReport({ state: 'awaiting_approval', version: 2, lifetime_minutes: 45, approval: { role: 'approver', until: undefined } });
    server.reports = [report];
    await openReports(`/reports/${report.report_id}`);
    await userEvent.click(await screen.findByRole('link', { name: 'Change' }));
    await screen.findByText('A change voids an approval: it has to be approved anew.');
    expect(field(/^Year/)).toHaveValue('2015');
    expect(screen.getByRole('slider', { name: 'Life time: 45 minutes' })).toBeInTheDocument();
    fill(/^Year/, '2014');
    await userEvent.click(screen.getByRole('button', { name: 'Save the change' }));
    expect(await screen.findByText('The change is saved.')).toBeInTheDocument();
    expect(server.changes.map(({ method, body }) => [method, body])).toEqual([
      ['PUT', { kind: 'top-games', title: report.title, parameters: { year: 2014, limit: 50 }, lifetime_minutes: 45, version: 2 }],
    ]);
    await waitFor(() => {
      expect(address()).toBe(`/reports/${report.report_id}`);
    });
  });

  it('that comes too late is said politely', async () => {
    const report = wireReport({ state: 'approved' });
    server.reports = [report];
    await openReports(`/reports/${report.report_id}/edit`);
    await screen.findByRole('button', { name: 'Save the change' });
    server.refusesNext = { status: 409, detail: 'The report is preparing.' };
    await userEvent.click(screen.getByRole('button', { name: 'Save the change' }));
    expect(await screen.findByText('It is too late for this change. The report is preparing.')).toBeInTheDocument();
    await waitFor(() => {
      expect(address()).toBe(`/reports/${report.report_id}`);
    });
  });
});

import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { at, FakeReports, step, wireReport, type WireReport } from '../testing/reports';
import { address, openReports, pushes, subscribed, tells } from '../testing/reportsPage';

// Looking for roles in a page as large as this one takes its time on a busy machine.
vi.setConfig({ testTimeout: 60_000 });

let server: FakeReports;

beforeEach(() => {
  server = new FakeReports();
  sessionStorage.clear();
  vi.stubGlobal('fetch', server.fetch);
  vi.stubGlobal('matchMedia', () => ({ matches: false, addListener: vi.fn(), removeListener: vi.fn() }));
});

afterEach(() => {
  vi.unstubAllGlobals();
});

const row = (report: WireReport) => document.querySelector<HTMLElement>(`li[data-report="${report.report_id}"]`)!;
const state = (within_: HTMLElement) => within(within_).getByTestId('state').dataset['state'];
const channelOf = (report: WireReport) => `reports/${report.report_id}`;
const steps = () => [...document.querySelectorAll<HTMLElement>('li[data-step]')].map((one) => one.dataset['step']);

describe('who is not signed in', () => {
  it('is told so, and signs in from there', async () => {
    server.user = null;
    await openReports('/reports');
    await userEvent.click(await screen.findByRole('button', { name: 'Sign in' }));
    expect(await screen.findByRole('dialog', { name: 'Sign in' })).toBeInTheDocument();
    expect(server.calls.some(({ path }) => path.startsWith('/api/reports'))).toBe(false);
  });

  it('any more is offered to sign in, once the server says so', async () => {
    await openReports('/reports');
    await screen.findByText('You have asked for no report yet');
    server.user = null;
    await userEvent.click(screen.getByRole('link', { name: 'Mails' }));
    expect(await screen.findByText('Reports are for who is signed in')).toBeInTheDocument();
  });
});

describe('my reports', () => {
  it('say how to begin where there is none', async () => {
    await openReports('/reports');
    await userEvent.click(await screen.findByRole('link', { name: 'Ask for a report' }));
    expect(address()).toBe('/reports/new');
  });

  it('are listed with how they stand, and lead to their pages', async () => {
    const failed = wireReport({ state: 'failed', reason: 'No room.', requested_at: at(-1_000) });
    const here = wireReport({ state: 'delivered', title: 'Mine', expires_at: new Date(Date.now() + 3_700_000).toISOString(), mail: { state: 'uncertain', attempt: 1 }, requested_at: at(-2_000) });
    server.reports = [failed, here, wireReport({ requested_by: 'ceo' })];
    await openReports('/reports');
    const list = await screen.findByRole('list', { name: 'My reports' });
    expect(within(list).getAllByRole('listitem')).toHaveLength(2);
    expect(row(failed)).toHaveTextContent('No room.');
    expect(row(here)).toHaveTextContent(/expires in 1 h.*the mail may not have arrived/);
    await userEvent.click(within(row(here)).getByRole('link'));
    await waitFor(() => {
      expect(address()).toBe(`/reports/${here.report_id}`);
    });
  });

  it('move on as they are told, and new ones come first', async () => {
    const report = wireReport({ state: 'preparing', progress: 5 });
    server.reports = [report];
    const gateway = await openReports('/reports');
    await screen.findByRole('progressbar', { name: 'Progress of Most liked games of 2015' });
    await subscribed(gateway, 'reports');
    expect(screen.getByTestId('updates')).toHaveAttribute('data-updates', 'live');
    await tells(gateway, 'reports', { ...report, progress: 60, progress_message: 'Drawing' });
    const bar = screen.getByRole('progressbar', { name: 'Progress of Most liked games of 2015' });
    expect(bar).toHaveAttribute('aria-valuenow', '60');
    expect(bar).toHaveAttribute('aria-valuetext', '60 %, Drawing');
    // What was on its way before says less, and changes nothing.
    await tells(gateway, 'reports', { ...report, progress: 40 });
    expect(bar).toHaveAttribute('aria-valuenow', '60');

    const another = wireReport({ title: 'Newer', requested_at: at(5_000) });
    await tells(gateway, 'reports', another);
    expect(screen.getAllByRole('listitem').map((item) => item.dataset['report'])).toEqual([another.report_id, report.report_id]);
    await tells(gateway, 'reports', { ...report, state: 'delivered', timeline: [...report.timeline, step('delivered')] });
    expect(state(row(report))).toBe('delivered');
  });

  it('are asked for again where changes were missed', async () => {
    const report = wireReport();
    const missed = wireReport({ title: 'Missed' });
    server.reports = [report];
    const gateway = await openReports('/reports');
    await subscribed(gateway, 'reports');
    await waitFor(() => {
      expect(row(report)).toBeInTheDocument();
    });
    server.reports = [missed, report];
    await tells(gateway, 'reports', report, 1);
    expect(await screen.findByText('Missed')).toBeInTheDocument();
  });

  it('are asked for in periods where they are not told', async () => {
    server.reports = [wireReport()];
    const gateway = await openReports('/reports');
    await gateway.says({ type: 'error', channel: 'reports', code: 'unknown_channel', detail: 'No.', retry: false });
    await waitFor(() => {
      expect(screen.getByTestId('updates')).toHaveAttribute('data-updates', 'periodic');
    });
  });

  it('are those of a state, and leave it when they are somewhere else', async () => {
    const report = wireReport({ state: 'preparing' });
    server.reports = [report, wireReport({ state: 'failed' })];
    const gateway = await openReports('/reports');
    await subscribed(gateway, 'reports');
    const filter = await screen.findByRole('combobox', { name: 'State' });
    fireEvent.mouseDown(filter);
    await userEvent.click(screen.getByRole('option', { name: 'Being prepared' }));
    expect(address()).toBe('/reports?state=preparing');
    await waitFor(() => {
      expect(screen.getAllByRole('listitem')).toHaveLength(1);
    });
    await tells(gateway, 'reports', { ...report, state: 'ready', timeline: [...report.timeline, step('ready')] });
    expect(screen.getByText('No report is in the state “Being prepared”')).toBeInTheDocument();
  });

  it('say why they cannot be had, and are tried again', async () => {
    server.reports = [wireReport()];
    server.away = true;
    vi.stubGlobal('fetch', (url: string, init?: RequestInit) =>
      url === '/api/me' ? Promise.resolve(Response.json({ user: 'analyst', roles: [], guests: true })) : server.fetch(url, init),
    );
    await openReports('/reports');
    expect(await screen.findByText('The reports cannot be had: The server cannot be reached.')).toBeInTheDocument();
    server.away = false;
    await userEvent.click(screen.getByRole('button', { name: 'Try again' }));
    expect(await screen.findByRole('list', { name: 'My reports' })).toBeInTheDocument();
    expect(screen.queryByText(/cannot be had/)).toBeNull();
  });

  it('stay while the connection is away, and say so', async () => {
    server.reports = [wireReport()];
    const gateway = await openReports('/reports');
    await screen.findByRole('list', { name: 'My reports' });
    await gateway.drops();
    expect(screen.getByText(/Offline\. What you see may have changed since\./)).toBeInTheDocument();
    expect(screen.getByRole('list', { name: 'My reports' })).toBeInTheDocument();
    await gateway.returns();
    expect(screen.queryByText(/Offline/)).toBeNull();
  });
});

describe('a report', () => {
  it('shows its history step by step, with who, when and how long after the step before', async () => {
    const report = wireReport({
      state: 'preparing',
      progress: 42,
      progress_message: 'Adding up',
      timeline: [step('requested', 0, { by: 'analyst' }), step('approved', 64_000, { by: 'approver', note: 'Fine.' }), step('preparing', 64_400, { by: 'report-dispatcher' })],
    });
    server.reports = [report];
    const gateway = await openReports(`/reports/${report.report_id}`);
    expect(await screen.findByRole('heading', { name: report.title })).toHaveFocus();
    expect(steps()).toEqual(['requested', 'approved', 'preparing']);
    const [, approved, preparing] = screen.getAllByRole('listitem');
    expect(approved).toHaveTextContent(/Approved.* · after 1 min 4 s · approver.*Fine\./);
    expect(preparing).toHaveTextContent(/after 400 ms · report-dispatcher/);
    expect(screen.getByRole('progressbar', { name: 'Progress' })).toHaveAttribute('aria-valuenow', '42');

    await subscribed(gateway, channelOf(report));
    await tells(gateway, channelOf(report), { ...report, state: 'ready', progress: 100, timeline: [...report.timeline, step('ready', 90_000)] });
    expect(screen.getByTestId('updates')).toHaveAttribute('data-updates', 'live');
    expect(steps()).toEqual(['requested', 'approved', 'preparing', 'ready']);
    expect(screen.queryByRole('progressbar', { name: 'Progress' })).toBeNull();
  });

  it('of another, or of nobody, is not there', async () => {
    await openReports('/reports/00000000-0000-8000-8000-00000000ffff');
    expect(await screen.findByText('There is no such report')).toBeInTheDocument();
  });

  it('that is here is shown inside the page, where the browser can, and downloaded', async () => {
    vi.stubGlobal('navigator', Object.create(navigator, { pdfViewerEnabled: { value: true } }) as Navigator);
    const report = wireReport({ state: 'delivered', document: { length: 182_344, sha256: 'abc' }, expires_at: at(3_600_000) });
    server.reports = [report];
    await openReports(`/reports/${report.report_id}`);
    const frame = await screen.findByTitle(`Preview of ${report.title}`);
    expect(frame).toHaveAttribute('src', expect.stringMatching(`^/api/reports/${report.report_id}/document#`));
    const download = screen.getByRole('link', { name: 'Download' });
    expect(download).toHaveAttribute('href', `/api/reports/${report.report_id}/document`);
    expect(download).toHaveAttribute('download');
  });

  it('is opened by itself where the browser shows no PDF inside a page', async () => {
    vi.stubGlobal('navigator', Object.create(navigator, { pdfViewerEnabled: { value: false } }) as Navigator);
    const report = wireReport({ state: 'fetched', document: { length: 1, sha256: 'abc' } });
    server.reports = [report];
    await openReports(`/reports/${report.report_id}`);
    expect(await screen.findByRole('link', { name: 'Open the PDF' })).toHaveAttribute('href', `/api/reports/${report.report_id}/document`);
    expect(screen.queryByTitle(/Preview/)).toBeNull();
  });

  it('is cancelled once somebody is sure', async () => {
    const report = wireReport({ state: 'preparing' });
    server.reports = [report];
    await openReports(`/reports/${report.report_id}`);
    await userEvent.click(await screen.findByRole('button', { name: 'Cancel it' }));
    await userEvent.click(screen.getByRole('button', { name: 'Keep it' }));
    await waitFor(() => {
      expect(screen.queryByRole('dialog')).toBeNull();
    });
    expect(server.changes).toEqual([]);
    await userEvent.click(screen.getByRole('button', { name: 'Cancel it' }));
    await userEvent.click(within(screen.getByRole('dialog')).getByRole('button', { name: 'Cancel it' }));
    expect(await screen.findByText('The report is cancelled.')).toBeInTheDocument();
    expect(server.changes).toMatchObject([{ method: 'POST', path: `/api/reports/${report.report_id}/cancel` }]);
    expect(await screen.findByRole('button', { name: 'Ask again' })).toBeInTheDocument();
  });

  it('says politely that it was too late', async () => {
    const report = wireReport({ state: 'preparing' });
    server.reports = [report];
    await openReports(`/reports/${report.report_id}`);
    await userEvent.click(await screen.findByRole('button', { name: 'Cancel it' }));
    server.refusesNext = { status: 409, detail: 'The report is delivered.' };
    report.state = 'delivered';
    await userEvent.click(within(screen.getByRole('dialog')).getByRole('button', { name: 'Cancel it' }));
    expect(await screen.findByText('It was too late to cancel. The report is delivered.')).toBeInTheDocument();
    await waitFor(() => {
      expect(screen.getByTestId('state')).toHaveAttribute('data-state', 'delivered');
    });
  });

  it.each(['uncertain', 'failed'] as const)('has its mail sent again where that is %s', async (mail) => {
    const report = wireReport({ state: 'delivered', mail: { state: mail, attempt: 1 } });
    server.reports = [report];
    await openReports(`/reports/${report.report_id}`);
    await userEvent.click(await screen.findByRole('button', { name: 'Send the mail again' }));
    await waitFor(() => {
      expect(server.changes).toMatchObject([{ path: `/api/reports/${report.report_id}/mail` }]);
    });
    await waitFor(() => {
      expect(screen.queryByRole('button', { name: 'Send the mail again' })).toBeNull();
    });
  });

  it.each(['failed', 'rejected', 'expired', 'cancelled'] as const)('that is %s is asked for again, as it was', async (final) => {
    const report = wireReport({ state: final, title: 'Mine', lifetime_minutes: 45 });
    server.reports = [report];
    await openReports(`/reports/${report.report_id}`);
    await userEvent.click(await screen.findByRole('button', { name: 'Ask again' }));
    await waitFor(() => {
      expect(address()).toBe(`/reports/${server.reports[0]?.report_id ?? ''}`);
    });
    expect(server.reports).toHaveLength(2);
    expect(server.changes[0]?.body).toEqual({ kind: report.kind, title: 'Mine', parameters: report.parameters, lifetime_minutes: 45 });
  });

  it('offers nothing to who may only see it', async () => {
    server.user = 'approver';
    const report = wireReport({ state: 'delivered', approval: { role: 'approver', until: undefined }, document: { length: 1, sha256: 'a' } });
    server.reports = [report];
    await openReports(`/reports/${report.report_id}`);
    await screen.findByRole('heading', { name: report.title });
    expect(screen.queryByRole('group', { name: 'Actions' })).toBeNull();
    expect(screen.queryByTestId('preview')).toBeNull();
  });
});

describe('approvals', () => {
  const waiting = (more: Partial<WireReport> = {}) => wireReport({ state: 'awaiting_approval', approval: { role: 'approver', until: at(86_400_000) }, ...more });

  it('are shown to who has some, and given with a note', async () => {
    server.user = 'approver';
    const report = waiting({ version: 2 });
    server.reports = [report, waiting({ requested_by: 'approver', title: 'My own' })];
    await openReports('/reports');
    await userEvent.click(await screen.findByRole('link', { name: 'To approve 1' }));
    const decision = await screen.findByRole('group', { name: `Decision about ${report.title}` });
    expect(decision).toHaveTextContent('analyst asks for it, to be kept 1 hour.');
    fireEvent.change(within(decision).getByRole('textbox', { name: 'Note' }), { target: { value: ' Keep it short. ' } });
    await userEvent.click(within(decision).getByRole('button', { name: `Approve ${report.title}` }));
    expect(await screen.findByText('Nothing waits for your approval')).toBeInTheDocument();
    expect(server.changes).toMatchObject([{ path: `/api/reports/${report.report_id}/approval`, body: { approved: true, note: 'Keep it short.', version: 2 } }]);
  });

  it('that come too late are said politely, and the list is renewed', async () => {
    server.user = 'approver';
    const report = waiting();
    server.reports = [report];
    await openReports('/reports/approvals');
    const reject = await screen.findByRole('button', { name: `Reject ${report.title}` });
    server.refusesNext = { status: 409, detail: 'The last that happened: cancelled by analyst.' };
    report.state = 'cancelled';
    await userEvent.click(reject);
    expect(await screen.findByText('Something else was first, so this was not counted. The last that happened: cancelled by analyst.')).toBeInTheDocument();
    expect(await screen.findByText('Nothing waits for your approval')).toBeInTheDocument();
  });

  it('are looked for when a push tells of one', async () => {
    server.user = 'approver';
    const gateway = await openReports('/reports');
    await screen.findByText('You have asked for no report yet');
    expect(screen.queryByRole('link', { name: /To approve/ })).toBeNull();
    const report = waiting();
    server.reports = [report];
    await pushes(gateway, 'p1', { report_id: report.report_id, title: report.title, state: 'awaiting_approval' });
    expect(await screen.findByRole('link', { name: 'To approve 1' })).toBeInTheDocument();
    expect(screen.getByRole('link', { name: 'Look at it' })).toBeInTheDocument();
  });

  it('can be given on the page of the report too', async () => {
    server.user = 'approver';
    const report = waiting();
    server.reports = [report];
    await openReports(`/reports/${report.report_id}`);
    await userEvent.click(await screen.findByRole('button', { name: `Reject ${report.title}` }));
    await waitFor(() => {
      expect(screen.getByTestId('state')).toHaveAttribute('data-state', 'rejected');
    });
    expect(server.changes).toMatchObject([{ body: { approved: false, note: '' } }]);
  });
});

describe('mails', () => {
  it('say that there is none', async () => {
    await openReports('/reports/mails');
    expect(await screen.findByText('No mail was kept for you')).toBeInTheDocument();
  });

  it('are listed, and read with what is attached', async () => {
    server.mails = [
      { name: 'm1', date: at(0), from: 'reports@h', to: 'analyst@h', subject: 'Your report “Ağrı” is here', text: 'Hello,\nhere it is.', html: null, attachments: [{ name: 'Ağrı.pdf', media_type: 'application/pdf', length: 182_344 }] },
    ];
    await openReports('/reports/mails');
    await userEvent.click(await screen.findByRole('button', { name: /Your report “Ağrı” is here/ }));
    expect(await screen.findByTestId('mail-text')).toHaveTextContent('Hello, here it is.');
    expect(within(screen.getByRole('list', { name: 'Attachments' })).getByText('Ağrı.pdf (182 kB)')).toBeInTheDocument();
  });
});

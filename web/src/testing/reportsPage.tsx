import { ThemeProvider } from '@mui/material';
import { render, screen } from '@testing-library/react';
import type { ComponentType } from 'react';
import { MemoryRouter, Route, Routes, useLocation } from 'react-router';
import { AccountProvider } from '../account/AccountProvider';
import { NoticeProvider } from '../app/NoticeProvider';
import { theme } from '../app/theme';
import { ReportPopups } from '../reports/ReportPopups';
import ReportsPage from '../reports/ReportsPage';
import { FakeGateway } from './fakeGateway';
import { FakeClock } from './fakes';
import type { WireReport } from './reports';

/** Where the page is. */
function Address() {
  const { pathname, search } = useLocation();
  return <div data-testid="address">{pathname + search}</div>;
}

/** The pages of reports at an address, on a connection of the test's own. */
export async function openReports(path: string, Page: ComponentType = ReportsPage): Promise<FakeGateway> {
  const gateway = new FakeGateway(new FakeClock());
  render(
    <ThemeProvider theme={theme}>
      <NoticeProvider>
        <AccountProvider>
          <MemoryRouter initialEntries={[path]}>
            <ReportPopups />
            <Address />
            <Routes>
              <Route path="/reports/*" element={<Page />} />
              <Route path="*" element={null} />
            </Routes>
          </MemoryRouter>
        </AccountProvider>
      </NoticeProvider>
    </ThemeProvider>,
    { wrapper: gateway.wrapper },
  );
  await gateway.connect();
  return gateway;
}

export const address = () => screen.getByTestId('address').textContent;

let offset = 0;

/** The gateway takes the subscription. */
export async function subscribed(gateway: FakeGateway, channel: string): Promise<void> {
  await gateway.says({ type: 'subscribed', channel, epoch: 1, offset: 0, recovered: false });
}

export async function tells(gateway: FakeGateway, channel: string, body: WireReport, skipped = 0): Promise<void> {
  offset += 1;
  await gateway.says({ type: 'event', channel, epoch: 1, offset, at: body.requested_at, skipped, body });
}

const pushed = new WeakMap<FakeGateway, number>();

export async function pushes(gateway: FakeGateway, id: string, body: object, topic = 'report'): Promise<void> {
  const seq = (pushed.get(gateway) ?? 0) + 1;
  pushed.set(gateway, seq);
  await gateway.says({ type: 'push', id, seq, topic, body });
}

import { lazy, type ComponentType } from 'react';
import { ParkingPage } from '../parking/ParkingPage';

interface Page {
  path: string;
  name: string;
  Component: ComponentType;
  /** It has pages of its own below its path. */
  nested?: boolean;
}

const DeliveriesPage = lazy(() => import('../deliveries/DeliveriesPage'));
const InsightsPage = lazy(() => import('../deliveries/insights/InsightsPage'));
const ReportsPage = lazy(() => import('../reports/ReportsPage'));
const OperationsPage = lazy(() => import('../operations/OperationsPage'));

/** What the navigation shows, in its order. The first is where one starts. */
export const pages: readonly [Page, ...Page[]] = [
  { path: '/parking', name: 'Parking', Component: ParkingPage },
  { path: '/deliveries', name: 'Deliveries', Component: DeliveriesPage },
  { path: '/insights', name: 'Insights', Component: InsightsPage },
  { path: '/reports', name: 'Reports', Component: ReportsPage, nested: true },
  { path: '/operations', name: 'Operations', Component: OperationsPage },
];

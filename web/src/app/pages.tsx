import { lazy, type ComponentType } from 'react';
import { ParkingPage } from '../parking/ParkingPage';

interface Page {
  path: string;
  name: string;
  Component: ComponentType;
}

const GatewaysPage = lazy(() => import('../gateways/GatewaysPage'));

/** What the navigation shows, in its order. The first is where one starts. */
export const pages: readonly [Page, ...Page[]] = [
  { path: '/parking', name: 'Parking', Component: ParkingPage },
  { path: '/gateways', name: 'Gateways', Component: GatewaysPage },
];

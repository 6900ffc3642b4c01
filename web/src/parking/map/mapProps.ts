import type { Lot, NearbyLot } from '../lot';
import type { Position } from '../usePosition';

/** What the page gives the map. */
export interface LotMapProps {
  nearby: readonly NearbyLot[];
  all: readonly Lot[];
  position: Position | undefined;
  radiusM: number;
  selected: Lot | undefined;
  onSelect: (lotId: string) => void;
  onMove: (position: Position) => void;
}

/** What the map gives the one that draws. */
export interface MapProps extends LotMapProps {
  dark: boolean;
}

import { Marker, type ExpressionSpecification } from 'maplibre-gl';
import type { FeatureCollection } from 'geojson';
import { BaseMap, plainElement } from '../../map/baseMap';
import { distanceText, type Place } from '../../shared/geo';
import { levelOf, type Lot, type NearbyLot } from '../lot';
import type { Position } from '../usePosition';
import { placesText } from '../words';
import './map.css';
import outline from './outline.json';
import { districtsOf, lotPoints, rings, type District } from './shapes';

const istanbul = { center: [28.985, 41.035] as [number, number], zoom: 10.3 };
const closeZoom = 14;
/** A name nearer to the edge would be cut. */
const edge = 48;

interface Listeners {
  onSelect: (lotId: string) => void;
  onMove: (position: Position) => void;
}

interface Pin {
  marker: Marker;
  element: HTMLElement;
}

/** The map as an object: what React knows is told to it, what people do on it is told to React. */
export class MapView extends BaseMap {
  private readonly pins = new Map<string, Pin>();
  private readonly labels: Marker[] = [];
  private readonly ringLabels: Marker[] = [];
  private readonly me: Marker;
  private listeners: Listeners | undefined;
  private all: readonly Lot[] = [];
  private districts: District[] = [];
  private position: Place | undefined;
  private radiusM = 0;

  constructor(holder: HTMLElement, tileStyleUrl: string | null) {
    super(holder, {
      tileStyleUrl,
      outline: { land: outline as FeatureCollection, fadesAt: 11 },
      ...istanbul,
      minZoom: 7,
      attribution: 'Lots: İBB open data, CC BY 4.0',
      label: 'Map. Click to choose your position.',
    });
    this.me = new Marker({ element: plainElement('me-marker') });
    this.map.on('moveend', () => {
      this.placeLabels();
    });
    this.map.on('click', ({ point, lngLat }) => {
      const [hit] = this.map.getLayer('all-lots') ? this.map.queryRenderedFeatures(point, { layers: ['all-lots'] }) : [];
      if (hit) {
        this.listeners?.onSelect(String(hit.properties['lot_id']));
      } else {
        this.listeners?.onMove({ lat: lngLat.lat, lng: lngLat.lng, from: 'map' });
      }
    });
    this.map.on('mousemove', 'all-lots', () => {
      this.map.getCanvas().style.cursor = 'pointer';
    });
    this.map.on('mouseleave', 'all-lots', () => {
      this.map.getCanvas().style.cursor = '';
    });
  }

  listen(listeners: Listeners): void {
    this.listeners = listeners;
  }

  center(): Place {
    const { lat, lng } = this.map.getCenter();
    return { lat, lng };
  }

  setAll(lots: readonly Lot[]): void {
    this.all = lots;
    this.districts = districtsOf(lots);
    void this.source('all-lots')?.setData(lotPoints(lots));
    this.placeLabels();
  }

  setNearby(lots: readonly NearbyLot[], selectedId: string | undefined): void {
    const kept = new Set(lots.map((lot) => lot.lot_id));
    for (const [id, { marker }] of this.pins) {
      if (!kept.has(id)) {
        marker.remove();
        this.pins.delete(id);
      }
    }
    lots.forEach((lot, rank) => {
      const { element, marker } = this.pins.get(lot.lot_id) ?? this.addPin(lot);
      marker.setLngLat([lot.lng, lot.lat]);
      const level = levelOf(lot);
      element.dataset['level'] = level;
      element.dataset['stale'] = String(lot.availability === 'stale');
      const text = level === 'unknown' ? '?' : String(lot.free);
      if (element.textContent !== '' && element.textContent !== text) {
        lightUp(element);
      }
      element.textContent = text;
      element.title = `${lot.name}: ${placesText(lot)}`;
      element.setAttribute('aria-label', element.title);
      element.classList.toggle('selected', lot.lot_id === selectedId);
      element.style.zIndex = lot.lot_id === selectedId ? '1000' : String((level === 'unknown' ? 100 : 200) - rank);
    });
    this.hidePinned();
  }

  setPosition(position: Place | undefined, radiusM: number): void {
    const moved = position !== this.position;
    this.position = position;
    this.radiusM = radiusM;
    this.drawRings();
    if (!position || !moved) {
      return;
    }
    this.me.setLngLat([position.lng, position.lat]).addTo(this.map);
    const target = { center: [position.lng, position.lat] as [number, number] };
    if (this.map.getZoom() < closeZoom - 1.5) {
      void this.map.flyTo({ ...target, zoom: closeZoom, duration: 1_200 });
    } else {
      void this.map.easeTo(target);
    }
  }

  /** Brings a place into view, and leaves the map alone when it is there already. */
  show({ lat, lng }: Place): void {
    const { x, y } = this.map.project([lng, lat]);
    const { clientWidth, clientHeight } = this.map.getContainer();
    const margin = 60;
    if (x < margin || y < margin || x > clientWidth - margin || y > clientHeight - margin) {
      void this.map.easeTo({ center: [lng, lat], zoom: Math.max(this.map.getZoom(), closeZoom) });
    }
  }

  private addPin(lot: Lot): Pin {
    const element = document.createElement('button');
    element.type = 'button';
    element.className = 'lot-pin';
    element.tabIndex = -1; // The list has the same, in order.
    element.addEventListener('click', (event) => {
      event.stopPropagation();
      this.listeners?.onSelect(lot.lot_id);
    });
    const marker = new Marker({ element, anchor: 'bottom' }).setLngLat([lot.lng, lot.lat]).addTo(this.map);
    const pin = { marker, element };
    this.pins.set(lot.lot_id, pin);
    return pin;
  }

  protected override addLayers(): void {
    const palette = this.dark ? levels.dark : levels.light;
    const ring = this.dark ? '#0f1618' : '#ffffff';
    this.map.addSource('rings', { type: 'geojson', data: { type: 'FeatureCollection', features: [] } });
    this.map.addSource('all-lots', { type: 'geojson', data: lotPoints(this.all) });
    const accent = this.dark ? '#62cfc6' : '#0b6b69';
    this.map.addLayer({
      id: 'radius',
      type: 'fill',
      source: 'rings',
      filter: ['get', 'outermost'],
      paint: { 'fill-color': accent, 'fill-opacity': 0.06 },
    });
    this.map.addLayer({
      id: 'rings',
      type: 'line',
      source: 'rings',
      paint: {
        'line-color': accent,
        'line-width': ['case', ['get', 'outermost'], 1.4, 1],
        'line-opacity': ['case', ['get', 'outermost'], 0.7, 0.28],
        'line-dasharray': [3, 3],
      },
    });
    this.map.addLayer({
      id: 'all-lots',
      type: 'circle',
      source: 'all-lots',
      paint: {
        'circle-color': ['match', ['get', 'level'], 'free', palette.free, 'few', palette.few, 'full', palette.full, palette.unknown] as ExpressionSpecification,
        'circle-opacity': 0.8,
        'circle-radius': ['interpolate', ['linear'], ['zoom'], 9, 2.2, 12, 4, 16, 8],
        'circle-stroke-color': ring,
        'circle-stroke-width': 1,
      },
    });
    this.drawRings();
    this.hidePinned();
    this.placeLabels();
  }

  /** A lot with a pin needs no dot, which may be older than the pin. */
  private hidePinned(): void {
    if (this.map.getLayer('all-lots')) {
      this.map.setFilter('all-lots', ['!', ['in', ['get', 'lot_id'], ['literal', [...this.pins.keys()]]]]);
    }
  }

  /** Rings around me give the ground its measure; the outermost is as far as is searched. */
  private drawRings(): void {
    const { position } = this;
    this.ringLabels.splice(0).forEach((label) => label.remove());
    const features = position ? rings(position, this.radiusM) : [];
    void this.source('rings')?.setData({ type: 'FeatureCollection', features });
    for (const { properties } of features) {
      const element = plainElement('ring-label');
      element.textContent = distanceText(properties.radiusM);
      this.ringLabels.push(new Marker({ element }).setLngLat(properties.top).addTo(this.map));
    }
  }

  /** Names as elements, so that no glyphs are needed; a name gives way to one with more lots. */
  private placeLabels(): void {
    this.labels.splice(0).forEach((label) => label.remove());
    if (this.onTiles) {
      return;
    }
    const { clientWidth, clientHeight } = this.map.getContainer();
    const taken: { x: number; y: number }[] = [];
    for (const district of this.districts) {
      const { x, y } = this.map.project([district.lng, district.lat]);
      const inView = x > edge && y > edge / 4 && x < clientWidth - edge && y < clientHeight - edge / 4;
      if (inView && taken.every((other) => Math.abs(other.x - x) > 92 || Math.abs(other.y - y) > 26)) {
        taken.push({ x, y });
        const element = plainElement('district-label');
        element.textContent = district.name;
        element.lang = 'tr';
        this.labels.push(new Marker({ element }).setLngLat([district.lng, district.lat]).addTo(this.map));
      }
    }
  }
}

const levels = {
  light: { free: '#1c7d43', few: '#c97a12', full: '#bb3328', unknown: '#8b9694' },
  dark: { free: '#5fd38d', few: '#f4b45c', full: '#ff8a7d', unknown: '#74817f' },
} as const;

/** Points out a figure that has changed. */
function lightUp(element: HTMLElement): void {
  if (!window.matchMedia('(prefers-reduced-motion: reduce)').matches) {
    element.animate({ boxShadow: ['0 0 0 0 var(--pin)', '0 0 0 14px transparent'] }, { duration: 1_400, easing: 'ease-out' });
  }
}

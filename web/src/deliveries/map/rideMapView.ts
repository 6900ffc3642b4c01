import type { Feature, FeatureCollection, LineString } from 'geojson';
import { Marker } from 'maplibre-gl';
import { BaseMap, plainElement } from '../../map/baseMap';
import world from '../../map/world.json';
import type { Place } from '../../shared/geo';
import { fromMercator, toMercator } from '../../shared/mercator';
import { colourOf } from '../colours';
import type { Fleet } from '../fleet';
import { reducedMotion } from '../../shared/reducedMotion';
import { wrapped, type Bounds, type View } from './bounds';
import { graticule } from './graticule';
import type { MapLine } from './rideMapProps';
import './rides.css';
import { RidesOverlay, type Camera } from './ridesOverlay';

/** MapLibre counts zoom in tiles of this many pixels. */
const tilePx = 512;
const nowhere = { center: [0, 20] as [number, number], zoom: 1.2 };
const nearest = 16;
const nothing: FeatureCollection = { type: 'FeatureCollection', features: [] };
/** Followed is kept out of this part of the map at each side. */
const followMargin = 0.28;
/** More names than these, or names seen from farther, would cover each other. */
const mostNames = 40;
const namesFrom = 12;

interface Listeners {
  onChoose: (routeId: string) => void;
  onView: ((view: View) => void) | undefined;
  onDrag: (() => void) | undefined;
}

/** The map of rides as an object: what React knows is told to it, what people do on it is told to React. */
export class RideMapView extends BaseMap {
  private readonly overlay: RidesOverlay;
  private readonly names: Marker[] = [];
  private readonly ends: Marker[] = [];
  private listeners: Listeners | undefined;
  private lines: readonly MapLine[] = [];
  private chosen: { routeId: string; start: Place; end: Place } | undefined;
  private track: readonly (readonly number[])[] | undefined;
  private heat: FeatureCollection | undefined;
  private following = false;

  constructor(
    holder: HTMLElement,
    tileStyleUrl: string | null,
    label: string,
    private readonly fleet: Fleet,
  ) {
    super(holder, {
      tileStyleUrl,
      outline: { land: world as FeatureCollection, fadesAt: 5 },
      ...nowhere,
      minZoom: 0.5,
      label,
    });
    const canvas = document.createElement('canvas');
    this.map.getCanvas().after(canvas);
    this.overlay = new RidesOverlay(canvas, fleet, () => this.camera(), () => {
      this.follow();
    });
    this.map.on('render', () => {
      if (this.map.isMoving()) {
        this.overlay.draw();
      }
    });
    for (const event of ['moveend', 'resize', 'load'] as const) {
      this.map.on(event, () => {
        this.overlay.wake();
        this.drawGrid();
        this.tellView();
      });
    }
    this.map.on('zoom', () => {
      this.hideNames();
    });
    this.map.on('dragstart', () => this.listeners?.onDrag?.());
    this.map.on('click', ({ point }) => {
      const routeId = this.overlay.hit(point.x, point.y) ?? this.lineAt(point.x, point.y);
      if (routeId !== undefined) {
        this.listeners?.onChoose(routeId);
      }
    });
    this.map.on('mousemove', ({ point }) => {
      const hit = this.overlay.hit(point.x, point.y) ?? this.lineAt(point.x, point.y);
      this.map.getCanvas().style.cursor = hit === undefined ? '' : 'pointer';
    });
  }

  listen(listeners: Listeners): void {
    this.listeners = listeners;
  }

  override setDark(dark: boolean): void {
    super.setDark(dark);
    this.overlay.setDark(dark);
  }

  setLines(lines: readonly MapLine[]): void {
    this.lines = lines;
    this.drawLines();
    this.placeNames();
  }

  setChosen(chosen: { routeId: string; start: Place; end: Place } | undefined): void {
    this.chosen = chosen;
    this.drawLines();
    this.placeEnds();
    this.placeNames();
  }

  setTrack(track: readonly (readonly number[])[] | undefined): void {
    this.track = track;
    this.drawTrack();
  }

  setHeat(heat: FeatureCollection | undefined): void {
    this.heat = heat;
    void this.source('heat')?.setData(heat ?? nothing);
  }

  setFollowing(following: boolean): void {
    this.following = following;
    this.overlay.wake();
  }

  fit({ west, south, east, north }: Bounds): void {
    const { clientWidth, clientHeight } = this.map.getContainer();
    this.map.fitBounds([[west, south], [east < west ? east + 360 : east, north]], {
      padding: Math.min(70, clientWidth / 6, clientHeight / 6),
      maxZoom: nearest,
      duration: reducedMotion() ? 0 : 700,
    });
  }

  override remove(): void {
    this.overlay.remove();
    super.remove();
  }

  protected override addLayers(): void {
    const road = this.dark ? { casing: '#0d1417', fill: '#3d4d54' } : { casing: '#c9c5bb', fill: '#ffffff' };
    const round = { 'line-cap': 'round', 'line-join': 'round' } as const;
    this.map.addSource('grid', { type: 'geojson', data: nothing });
    this.map.addSource('heat', { type: 'geojson', data: this.heat ?? nothing });
    this.map.addSource('lines', { type: 'geojson', data: nothing });
    this.map.addSource('track', { type: 'geojson', data: nothing });
    if (!this.onTiles) {
      this.map.addLayer({ id: 'grid', type: 'line', source: 'grid', paint: { 'line-color': this.dark ? '#9fb4ba' : '#41575c', 'line-opacity': 0.11, 'line-width': 1 } });
      this.map.addLayer({ id: 'casing', type: 'line', source: 'lines', layout: round, paint: { 'line-color': road.casing, 'line-width': ['interpolate', ['linear'], ['zoom'], 8, 1.5, 13, 6, 17, 15] } });
      this.map.addLayer({ id: 'road', type: 'line', source: 'lines', layout: round, paint: { 'line-color': road.fill, 'line-width': ['interpolate', ['linear'], ['zoom'], 8, 1, 13, 4, 17, 12] } });
    }
    this.map.addLayer({
      id: 'heat',
      type: 'fill',
      source: 'heat',
      paint: {
        'fill-color': ['interpolate', ['linear'], ['get', 'share'], 0, '#f4c95d', 0.5, '#ee7b30', 1, '#b3162d'],
        'fill-opacity': ['interpolate', ['linear'], ['get', 'share'], 0, 0.4, 1, 0.8],
      },
    });
    this.map.addLayer({
      id: 'line',
      type: 'line',
      source: 'lines',
      layout: { ...round, 'line-sort-key': ['case', ['get', 'chosen'], 1, 0] },
      paint: {
        'line-color': ['get', 'colour'],
        'line-opacity': ['case', ['get', 'chosen'], 0.9, 0.45],
        'line-width': ['case', ['get', 'chosen'], 5, 2],
      },
    });
    this.map.addLayer({ id: 'track', type: 'line', source: 'track', layout: round, paint: { 'line-color': ['get', 'colour'], 'line-width': 5, 'line-opacity': 0.9 } });
    this.drawGrid();
    this.drawLines();
    this.drawTrack();
    this.placeNames();
  }

  private camera(): Camera {
    const { lat, lng } = this.map.getCenter();
    const { clientWidth, clientHeight } = this.map.getContainer();
    return { center: toMercator({ lat, lng }), worldPx: tilePx * 2 ** this.map.getZoom(), width: clientWidth, height: clientHeight };
  }

  /** Lets the map go along, in steps: a map that never rests is hard to look at, and to draw. */
  private follow(): void {
    const spot = this.following && this.chosen ? this.fleet.spotOf(this.chosen.routeId) : undefined;
    if (!spot || this.map.isMoving()) {
      return;
    }
    const { lat, lng } = fromMercator(spot);
    const { x, y } = this.map.project([lng, lat]);
    const { clientWidth, clientHeight } = this.map.getContainer();
    const away = x < clientWidth * followMargin || x > clientWidth * (1 - followMargin) || y < clientHeight * followMargin || y > clientHeight * (1 - followMargin);
    const zoom = Math.max(this.map.getZoom(), 15);
    if (away || zoom > this.map.getZoom()) {
      void this.map.easeTo({ center: [lng, lat], zoom, duration: reducedMotion() ? 0 : 900 });
    }
  }

  private tellView(): void {
    const bounds = this.map.getBounds();
    const { clientWidth, clientHeight } = this.map.getContainer();
    const whole = bounds.getEast() - bounds.getWest() >= 360;
    this.listeners?.onView?.({
      west: whole ? -180 : wrapped(bounds.getWest()),
      south: bounds.getSouth(),
      east: whole ? 180 : wrapped(bounds.getEast()),
      north: bounds.getNorth(),
      width: clientWidth,
      height: clientHeight,
    });
  }

  private lineAt(x: number, y: number): string | undefined {
    if (!this.map.getLayer('line')) {
      return undefined;
    }
    const near = 5;
    const [line] = this.map.queryRenderedFeatures([[x - near, y - near], [x + near, y + near]], { layers: ['line'] });
    return line && String(line.properties['routeId']);
  }

  private drawLines(): void {
    const features = this.lines.map(
      ({ routeId, coordinates }): Feature<LineString> => ({
        type: 'Feature',
        properties: { routeId, colour: colourOf(routeId).css, chosen: routeId === this.chosen?.routeId },
        geometry: { type: 'LineString', coordinates: coordinates.map((place) => [...place]) },
      }),
    );
    void this.source('lines')?.setData({ type: 'FeatureCollection', features });
  }

  private drawTrack(): void {
    const coordinates = this.track?.map((place) => [...place]) ?? [];
    const colour = this.chosen ? colourOf(this.chosen.routeId).css : '#000000';
    void this.source('track')?.setData(
      coordinates.length < 2 ? nothing : { type: 'Feature', properties: { colour }, geometry: { type: 'LineString', coordinates } },
    );
  }

  private drawGrid(): void {
    if (!this.onTiles) {
      const bounds = this.map.getBounds();
      void this.source('grid')?.setData(graticule({ west: bounds.getWest(), south: bounds.getSouth(), east: bounds.getEast(), north: bounds.getNorth() }));
    }
  }

  /** Names as elements, so that no glyphs are needed. */
  private placeNames(): void {
    this.hideNames();
    this.names.splice(0).forEach((name) => name.remove());
    if (this.lines.length > mostNames) {
      return;
    }
    for (const { routeId, title, coordinates } of this.lines) {
      const [lng = 0, lat = 0] = coordinates[Math.floor(coordinates.length / 2)] ?? [];
      const element = plainElement(routeId === this.chosen?.routeId ? 'route-name chosen' : 'route-name');
      element.textContent = title;
      element.style.setProperty('--route', colourOf(routeId).css);
      this.names.push(new Marker({ element, anchor: 'bottom', offset: [0, -8] }).setLngLat([lng, lat]).addTo(this.map));
    }
  }

  private hideNames(): void {
    this.map.getContainer().classList.toggle('no-names', this.map.getZoom() < namesFrom);
  }

  private placeEnds(): void {
    this.ends.splice(0).forEach((end) => end.remove());
    if (!this.chosen) {
      return;
    }
    const { routeId, start, end } = this.chosen;
    for (const [className, place, anchor] of [['route-start', start, 'center'] as const, ['route-end', end, 'bottom-left'] as const]) {
      const element = plainElement(className);
      element.style.setProperty('--route', colourOf(routeId).css);
      this.ends.push(new Marker({ element, anchor }).setLngLat([place.lng, place.lat]).addTo(this.map));
    }
  }
}

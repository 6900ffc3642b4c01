import { AttributionControl, Map as MapLibreMap, NavigationControl, ScaleControl, setWorkerUrl, type GeoJSONSource, type LngLatLike } from 'maplibre-gl';
import 'maplibre-gl/dist/maplibre-gl.css';
import workerUrl from 'maplibre-gl/dist/maplibre-gl-worker.mjs?worker&url';
import { groundStyle, type Outline } from './ground';
import './map.css';

setWorkerUrl(workerUrl);

/** Below this width the sources are folded away behind their button. */
const narrow = 600;
/** So many tiles may fail before the shipped ground takes their place. */
const tileFailures = 3;

export interface BaseMapOptions {
  tileStyleUrl: string | null;
  outline: Outline;
  center: LngLatLike;
  zoom: number;
  minZoom: number;
  /** Whose the data on the map are. */
  attribution?: string;
  label: string;
}

/**
 * A flat MapLibre map on tiles or on the shipped ground. Who extends it draws on it, each time a style has been loaded:
 * another style takes all layers away.
 */
export abstract class BaseMap {
  protected readonly map: MapLibreMap;
  protected dark = false;
  protected onTiles: boolean;
  private readonly outline: Outline;
  private failedTiles = 0;

  protected constructor(holder: HTMLElement, { tileStyleUrl, outline, attribution, label, ...view }: BaseMapOptions) {
    this.outline = outline;
    this.onTiles = tileStyleUrl !== null;
    this.map = new MapLibreMap({
      container: holder,
      style: tileStyleUrl ?? groundStyle(outline, false),
      ...view,
      maxZoom: 18,
      attributionControl: false,
      dragRotate: false,
      pitchWithRotate: false,
    });
    this.map.touchZoomRotate.disableRotation();
    this.map.addControl(new NavigationControl({ showCompass: false }), 'top-right');
    this.map.addControl(new ScaleControl({ maxWidth: 90 }), 'bottom-left');
    this.map.addControl(
      new AttributionControl({ compact: true, ...(attribution !== undefined && { customAttribution: attribution }) }),
      'bottom-right',
    );
    if (holder.clientWidth < narrow) {
      holder.querySelector('.maplibregl-ctrl-attrib')?.classList.remove('maplibregl-compact-show');
    }
    this.map.getCanvas().setAttribute('aria-label', label);
    this.map.on('style.load', () => {
      this.addLayers();
    });
    this.map.on('error', () => {
      this.tileFailed();
    });
  }

  setDark(dark: boolean): void {
    if (dark !== this.dark) {
      this.dark = dark;
      if (!this.onTiles) {
        this.useGround();
      }
    }
  }

  remove(): void {
    this.map.remove();
  }

  protected abstract addLayers(): void;

  protected source(id: string): GeoJSONSource | undefined {
    return this.map.getSource<GeoJSONSource>(id);
  }

  private tileFailed(): void {
    this.failedTiles += 1;
    if (this.onTiles && (this.failedTiles >= tileFailures || !this.map.isStyleLoaded())) {
      this.onTiles = false;
      this.useGround();
    }
  }

  private useGround(): void {
    this.map.setStyle(groundStyle(this.outline, this.dark), { diff: false });
  }
}

/** For a mark that is placed on the map as an element. The list tells the same to who cannot see it. */
export function plainElement(className: string): HTMLElement {
  const element = document.createElement('div');
  element.className = className;
  element.setAttribute('aria-hidden', 'true');
  return element;
}

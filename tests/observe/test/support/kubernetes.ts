import { parse } from 'yaml';
import { readText } from './files.js';

export interface Discovery { role: string; selectors: { role: string; label: string }[] }
export interface Discovering { kubernetes_sd_configs?: Discovery[]; static_configs?: unknown; relabel_configs?: { target_label?: string }[] }
export interface Configuration { scrape_configs: Discovering[]; alerting: { alertmanagers: Discovering[] } }

/** The configuration for Kubernetes that is shipped. */
export const kubernetes = parse(readText('deploy/prometheus/prometheus.kubernetes.yml')) as Configuration;

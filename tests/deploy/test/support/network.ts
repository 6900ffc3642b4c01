import { at, podsOf, type Manifest } from './manifests.js';

interface Selector { matchLabels?: Record<string, string>; matchExpressions?: { key: string; operator: string; values?: string[] }[] }
interface Peer { podSelector?: Selector; namespaceSelector?: Selector; ipBlock?: unknown }
interface Rule { from?: Peer[]; to?: Peer[]; ports?: { port: number }[] }

function selects(selector: Selector | undefined, labels: Record<string, string>): boolean {
  return Object.entries(selector?.matchLabels ?? {}).every(([key, value]) => labels[key] === value)
    && (selector?.matchExpressions ?? []).every(({ key, operator, values = [] }) => {
      if (operator === 'Exists') return key in labels;
      if (operator !== 'In') throw new Error(`${operator} is not known here.`);
      return values.includes(labels[key] ?? '');
    });
}

/**
 * Who can open a connection to whom, as the NetworkPolicies have it: both sides have to allow it, so each is asked by itself. Names
 * are Deployments', with their namespace.
 */
export class Network {
  private readonly policies: Manifest[];
  private readonly pods = new Map<string, { namespace: string; labels: Record<string, string> }>();

  constructor(manifests: Manifest[]) {
    this.policies = manifests.filter(({ kind }) => kind === 'NetworkPolicy');
    for (const deployment of manifests.filter(({ kind }) => kind === 'Deployment')) {
      const namespace = deployment.metadata.namespace ?? '';
      this.pods.set(`${namespace}/${deployment.metadata.name}`, { namespace, labels: podsOf(deployment).metadata.labels });
    }
  }

  /** Everybody to whom one's own policies let it out at a port, itself left out. */
  outOf(from: string, port: number): string[] {
    return [...this.pods.keys()].filter((to) => to !== from && this.lets(from, to, port, 'Egress')).toSorted();
  }

  /** Everybody whom one's own policies let in at a port, itself left out. */
  into(to: string, port: number): string[] {
    return [...this.pods.keys()].filter((from) => from !== to && this.lets(to, from, port, 'Ingress')).toSorted();
  }

  /** Whether one's own policies let it out at a port to some address outside of the cluster. */
  toOutside(from: string, port: number): boolean {
    const { namespace, labels } = this.pods.get(from)!;
    const policies = this.policiesOf(namespace, labels, 'Egress');
    return policies.length === 0 || this.rulesOf(policies, 'Egress').some((rule) => (!rule.ports || rule.ports.some((one) => one.port === port))
      && (!rule.to || rule.to.some((peer) => peer.ipBlock !== undefined)));
  }

  // One direction: who is selected by no policy of it is open, and else one of its rules has to allow the other.
  private lets(self: string, other: string, port: number, direction: 'Ingress' | 'Egress'): boolean {
    const { namespace, labels } = this.pods.get(self)!;
    const policies = this.policiesOf(namespace, labels, direction);
    return policies.length === 0 || this.rulesOf(policies, direction).some((rule) => (!rule.ports || rule.ports.some((one) => one.port === port))
      && this.isAmong(rule[direction === 'Ingress' ? 'from' : 'to'], namespace, other));
  }

  private policiesOf(namespace: string, labels: Record<string, string>, direction: 'Ingress' | 'Egress'): Manifest[] {
    return this.policies.filter((policy) => policy.metadata.namespace === namespace
      && (at(policy, 'spec', 'policyTypes') as string[]).includes(direction)
      && selects(at(policy, 'spec', 'podSelector') as Selector, labels));
  }

  private rulesOf(policies: Manifest[], direction: 'Ingress' | 'Egress'): Rule[] {
    return policies.flatMap((policy) => (at(policy, 'spec', direction.toLowerCase()) ?? []) as Rule[]);
  }

  private isAmong(peers: Peer[] | undefined, namespace: string, other: string): boolean {
    const pod = this.pods.get(other)!;
    return peers === undefined || peers.some((peer) => !peer.ipBlock
      && (peer.namespaceSelector ? selects(peer.namespaceSelector, { 'kubernetes.io/metadata.name': pod.namespace }) : pod.namespace === namespace)
      && selects(peer.podSelector, pod.labels));
  }
}

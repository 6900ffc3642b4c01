import { at, type Manifest } from './manifests.js';

interface Text { exact?: string; prefix?: string; regex?: string }
interface Http { match?: { uri?: Text; method?: Text }[]; route?: { destination: { host: string } }[] }
interface Operation { methods?: string[]; paths?: string[]; notPaths?: string[] }

const fits = (text: Text | undefined, value: string) => text === undefined || text.exact === value
  || (text.prefix !== undefined && value.startsWith(text.prefix)) || (text.regex !== undefined && new RegExp(`^(?:${text.regex})$`).test(value));

/** As Istio compares paths: whole, or with an asterisk at one of the ends. */
const isAmong = (patterns: string[], path: string) => patterns.some((pattern) => pattern === path
  || (pattern.endsWith('*') && path.startsWith(pattern.slice(0, -1))) || (pattern.startsWith('*') && path.endsWith(pattern.slice(1))));

/** What becomes of a call from outside, as the mesh's routes and policies have it. */
export class Edge {
  private readonly routes: Http[];
  private readonly policies: Manifest[];

  constructor(manifests: Manifest[]) {
    this.routes = manifests.filter(({ kind, metadata }) => kind === 'VirtualService' && metadata.name === 'edge').flatMap((edge) => at(edge, 'spec', 'http') as Http[]);
    this.policies = manifests.filter(({ kind, metadata }) => kind === 'AuthorizationPolicy' && metadata.namespace === 'homing');
  }

  /** The service that a call is led to; undefined where the edge answers itself. */
  serviceOf(method: string, path: string): string | undefined {
    const http = this.routes.find(({ match }) => !match || match.some((one) => fits(one.uri, path) && fits(one.method, method)));
    return http?.route?.[0]!.destination.host.split('.')[0];
  }

  /** Whether a service lets the call in. */
  isLetIn(service: string, method: string, path: string): boolean {
    return this.policies.filter((policy) => at(policy, 'spec', 'action') === 'ALLOW' && at(policy, 'spec', 'selector', 'matchLabels', 'app') === service)
      .flatMap((policy) => at(policy, 'spec', 'rules') as { to: { operation: Operation }[] }[]).flatMap(({ to }) => to)
      .some(({ operation: { methods = [method], paths = [path], notPaths = [] } }) =>
        methods.includes(method) && isAmong(paths, path) && !isAmong(notPaths, path));
  }
}

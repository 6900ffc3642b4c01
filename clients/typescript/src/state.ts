/** What a person would want to know of the connection. */
export type ConnectionState =
  | { readonly kind: 'idle' }
  | { readonly kind: 'connecting'; readonly attempt: number }
  | {
      readonly kind: 'connected';
      readonly clientId: string;
      readonly apiId: number;
      readonly epoch: number;
      readonly resumed: boolean;
      readonly since: number;
      readonly url: string;
    }
  | { readonly kind: 'waiting'; readonly attempt: number; readonly nextTryAt: number; readonly reason: string }
  | { readonly kind: 'closed'; readonly code: number; readonly reason: string };

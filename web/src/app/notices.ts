import { createContext, useContext } from 'react';

export type Tone = 'info' | 'success' | 'warning' | 'error';

/** Says something in passing, at the foot of the page. */
export type Notify = (text: string, tone?: Tone) => void;

export const NoticeContext = createContext<Notify>(() => undefined);

export function useNotify(): Notify {
  return useContext(NoticeContext);
}

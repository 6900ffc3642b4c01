import '@testing-library/jest-dom/vitest';
import { cleanup, configure } from '@testing-library/react';
import { afterEach } from 'vitest';

// What is waited for comes; how soon depends on how busy the machine is.
configure({ asyncUtilTimeout: 15_000 });

afterEach(cleanup);

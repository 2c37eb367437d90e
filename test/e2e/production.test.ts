import { environment } from './environment';

environment('production');

import { environment } from './environment';

environment('lesson');

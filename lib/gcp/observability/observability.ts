import type { NotificationChannel, ObservabilityProps } from './channels';
import { createHash } from 'node:crypto';
import { addAlerts } from './alerts';
import { addBudget } from './budget';
import type { Foundation } from '../foundation';
import { literal, type TerraformDocument } from '../terraform';

/** Adds the notification channels, the budget and the alerts. */
export function addObservability(
  document: TerraformDocument,
  { platform, foundation }: ObservabilityProps,
): void {
  const { emails } = platform.observability;
  const channels = emails.map((email) => addChannel(document, email, foundation));
  addBudget(document, { platform, foundation, channels });
  addAlerts(document, { platform, foundation, channels });
}

function addChannel(document: TerraformDocument, email: string, { api }: Foundation): NotificationChannel {
  // The name is a hash of the address, so removing one address does not change the others.
  const id = createHash('sha256').update(email.toLowerCase()).digest('hex').slice(0, 8);
  return document.resource('google_monitoring_notification_channel', `email_${id}`, {
    display_name: literal(email),
    type: 'email',
    labels: { email_address: literal(email) },
    depends_on: [api('monitoring')],
  });
}

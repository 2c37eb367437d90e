import { App, CfnWaitConditionHandle, Stack, Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks } from 'cdk-nag';

/** What the platform is measured against: an app that does nothing, under the same rules. */
const app = new App();
Validations.of(app).addPlugins(new AwsSolutionsChecks());
// The built-in validation refuses a template without a resource; this one is free and does nothing.
new CfnWaitConditionHandle(new Stack(app, 'Empty'), 'Nothing');
app.synth();

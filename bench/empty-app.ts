import { App, CfnWaitConditionHandle, Stack, Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks } from 'cdk-nag';

/** The baseline of the measurements: an empty app with the same compliance rules. */
const app = new App();
Validations.of(app).addPlugins(new AwsSolutionsChecks());
// The built-in validation refuses a template without resources; this one is free and does nothing.
new CfnWaitConditionHandle(new Stack(app, 'Empty'), 'Nothing');
app.synth();

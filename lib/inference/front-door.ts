import { Duration } from 'aws-cdk-lib';
import type * as ec2 from 'aws-cdk-lib/aws-ec2';
import { SubnetType } from 'aws-cdk-lib/aws-ec2';
import * as elb from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import type * as s3 from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import type { ModelServiceConfig } from '../config';
import { LOAD_BALANCER_LOG_PREFIX } from '../storage/access-log-bucket';
import type { ModelService } from './model-service';

export interface FrontDoorProps {
  readonly vpc: ec2.IVpc;
  readonly securityGroup: ec2.ISecurityGroup;
  /**
   * ARN of an ACM certificate. With it the load balancer is public, answers HTTPS and redirects HTTP.
   * @default the load balancer is internal and answers HTTP
   */
  readonly certificateArn?: string;
  /** Bucket for the request logs. */
  readonly accessLogs: s3.IBucket;
}

/** The load balancer in front of the model services. */
export class FrontDoor extends Construct {
  readonly loadBalancer: elb.ApplicationLoadBalancer;
  private readonly listener: elb.ApplicationListener;
  private readonly isPublic: boolean;

  constructor(scope: Construct, id: string, props: FrontDoorProps) {
    super(scope, id);
    this.isPublic = props.certificateArn !== undefined;
    this.loadBalancer = new elb.ApplicationLoadBalancer(this, 'LoadBalancer', {
      vpc: props.vpc,
      securityGroup: props.securityGroup,
      internetFacing: this.isPublic,
      vpcSubnets: { subnetType: this.isPublic ? SubnetType.PUBLIC : SubnetType.PRIVATE_WITH_EGRESS },
      dropInvalidHeaderFields: true,
    });
    // Set here, and not by logAccessLogs(), which would write into the bucket policy of the Storage stack.
    this.loadBalancer.setAttribute('access_logs.s3.enabled', 'true');
    this.loadBalancer.setAttribute('access_logs.s3.bucket', props.accessLogs.bucketName);
    this.loadBalancer.setAttribute('access_logs.s3.prefix', LOAD_BALANCER_LOG_PREFIX);
    this.listener = this.addListeners(props.certificateArn);
  }

  /** URL of the services, without a path. A certificate is for a name of yours: point it at this address. */
  get url(): string {
    return `${this.isPublic ? 'https' : 'http'}://${this.loadBalancer.loadBalancerDnsName}`;
  }

  /** Sends the requests for the paths of the route to the service, and lets the load balancer reach its tasks. */
  addService(
    name: string,
    { service }: ModelService,
    config: ModelServiceConfig,
  ): elb.ApplicationTargetGroup | undefined {
    if (!config.route) return undefined;
    return this.listener.addTargets(name, {
      priority: config.route.priority,
      conditions: [elb.ListenerCondition.pathPatterns(config.route.paths)],
      protocol: elb.ApplicationProtocol.HTTP,
      port: config.port,
      targets: [service.loadBalancerTarget({ containerName: 'server', containerPort: config.port })],
      healthCheck: {
        path: config.healthPath,
        interval: Duration.seconds(15),
        timeout: Duration.seconds(5),
        healthyThresholdCount: 2,
      },
      deregistrationDelay: Duration.seconds(60),
    });
  }

  private addListeners(certificateArn: string | undefined): elb.ApplicationListener {
    const defaultAction = elb.ListenerAction.fixedResponse(404, {
      contentType: 'text/plain',
      messageBody: 'No model service has this path',
    });
    if (certificateArn === undefined) {
      // The groups are those of the Network stack: their rules say who may connect.
      return this.loadBalancer.addListener('Http', {
        protocol: elb.ApplicationProtocol.HTTP,
        open: false,
        defaultAction,
      });
    }
    this.loadBalancer.addListener('Redirect', {
      protocol: elb.ApplicationProtocol.HTTP,
      open: false,
      defaultAction: elb.ListenerAction.redirect({ protocol: 'HTTPS', port: '443', permanent: true }),
    });
    return this.loadBalancer.addListener('Https', {
      protocol: elb.ApplicationProtocol.HTTPS,
      certificates: [elb.ListenerCertificate.fromArn(certificateArn)],
      sslPolicy: elb.SslPolicy.TLS13_RES,
      open: false,
      defaultAction,
    });
  }
}

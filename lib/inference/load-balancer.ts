import { Duration } from 'aws-cdk-lib';
import type * as ec2 from 'aws-cdk-lib/aws-ec2';
import { SubnetType } from 'aws-cdk-lib/aws-ec2';
import type * as ecs from 'aws-cdk-lib/aws-ecs';
import * as elb from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import type * as s3 from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import type { ModelServiceConfig } from '../config';
import { LOAD_BALANCER_LOG_PREFIX } from '../storage/access-log-bucket';

export interface LoadBalancerProps {
  readonly vpc: ec2.IVpc;
  readonly securityGroup: ec2.ISecurityGroup;
  /**
   * ARN of an ACM certificate. With it the load balancer is public, serves HTTPS and redirects HTTP.
   * @default the load balancer is internal and serves HTTP
   */
  readonly certificateArn?: string;
  /** Bucket for the request logs. */
  readonly accessLogs: s3.IBucket;
}

/** The Application Load Balancer of the model services, which routes requests by path. */
export class LoadBalancer extends Construct {
  private readonly balancer: elb.ApplicationLoadBalancer;
  private readonly listener: elb.ApplicationListener;
  private readonly isPublic: boolean;

  constructor(scope: Construct, id: string, props: LoadBalancerProps) {
    super(scope, id);
    this.isPublic = props.certificateArn !== undefined;
    this.balancer = new elb.ApplicationLoadBalancer(this, 'LoadBalancer', {
      vpc: props.vpc,
      securityGroup: props.securityGroup,
      internetFacing: this.isPublic,
      vpcSubnets: { subnetType: this.isPublic ? SubnetType.PUBLIC : SubnetType.PRIVATE_WITH_EGRESS },
      dropInvalidHeaderFields: true,
    });
    // Not logAccessLogs(), which would write into the bucket policy of the Storage stack.
    this.balancer.setAttribute('access_logs.s3.enabled', 'true');
    this.balancer.setAttribute('access_logs.s3.bucket', props.accessLogs.bucketName);
    this.balancer.setAttribute('access_logs.s3.prefix', LOAD_BALANCER_LOG_PREFIX);
    this.listener = this.addListeners(props.certificateArn);
  }

  /** URL of the services, without a path. With a certificate, point its domain name at the host of this URL. */
  get url(): string {
    return `${this.isPublic ? 'https' : 'http'}://${this.balancer.loadBalancerDnsName}`;
  }

  get metrics(): elb.IApplicationLoadBalancerMetrics {
    return this.balancer.metrics;
  }

  /**
   * Dimensions of the metrics of a target group. The library cuts the name of the load balancer out of the ARN of a
   * listener; other stacks read whole values only, because functions on weak references are untested on AWS.
   */
  targetDimensions(targetGroup: elb.IApplicationTargetGroup): Record<string, string> {
    return {
      LoadBalancer: this.balancer.loadBalancerFullName,
      TargetGroup: (targetGroup as elb.ApplicationTargetGroup).targetGroupFullName,
    };
  }

  /**
   * Routes requests to a service, and opens the security group of its tasks to the load balancer.
   *
   * @param name - Key of the service in the configuration.
   */
  addRoute(
    name: string,
    route: NonNullable<ModelServiceConfig['route']>,
    service: ecs.Ec2Service,
    { healthPath, port }: Pick<ModelServiceConfig, 'healthPath' | 'port'>,
  ): elb.ApplicationTargetGroup {
    return this.listener.addTargets(name, {
      priority: route.priority,
      conditions: [elb.ListenerCondition.pathPatterns(route.paths)],
      protocol: elb.ApplicationProtocol.HTTP,
      port,
      targets: [service.loadBalancerTarget({ containerName: 'server', containerPort: port })],
      healthCheck: {
        path: healthPath,
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
      // The security group rules are in the Network stack.
      return this.balancer.addListener('Http', {
        protocol: elb.ApplicationProtocol.HTTP,
        open: false,
        defaultAction,
      });
    }
    this.balancer.addListener('Redirect', {
      protocol: elb.ApplicationProtocol.HTTP,
      open: false,
      defaultAction: elb.ListenerAction.redirect({ protocol: 'HTTPS', port: '443', permanent: true }),
    });
    return this.balancer.addListener('Https', {
      protocol: elb.ApplicationProtocol.HTTPS,
      certificates: [elb.ListenerCertificate.fromArn(certificateArn)],
      sslPolicy: elb.SslPolicy.TLS13_RES,
      open: false,
      defaultAction,
    });
  }
}

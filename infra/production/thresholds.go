package production

import (
	"fmt"

	"github.com/aws/aws-cdk-go/awscdk/v2/awscloudwatch"
	"github.com/aws/aws-cdk-go/awscdk/v2/awssqs"
	"github.com/aws/jsii-runtime-go"

	"latchkey/infra/template"
	"latchkey/shared/domain/metric"
)

// failures are what functions answer with 500 or above, panics among them, and callers that the
// exported authorizer could not verify: to Lambda all of it went well, so no function's errors
// show it. It is a number and no share, because a new version has but a part of the traffic of one
// route, and what it fails is no share of all. More than ten within five minutes: a code that
// SES or SNS does not take is answered 503 as well, and one account may ask for ten an hour. The
// five minutes slide, minute by minute, so that it ends a deployment while that still waits.
func (s *service) failures() alarm {
	return alarm{
		id: "Failures", name: "failures",
		says:    "The service failed more than ten requests in five minutes. Its log lines of level ERROR say which, and why.",
		metric:  s.own(metric.Failures, 5),
		atLeast: 11, times: 1, of: 1, missing: allWell,
	}
}

// ofGateway are the alarms on what clients of the API see.
func (s *service) ofGateway() []alarm {
	return []alarm{{
		// One in a hundred is far more than a healthy service has; five at least, so that a
		// quiet night needs more than one.
		id: "ApiFailures", name: "api-5xx",
		says: "More than 1 % of all answers are 5xx. The access log says on which routes.",
		metric: expression("IF(failures >= 5, 100 * failures / requests, 0)", 5, "5xx in percent", map[string]awscloudwatch.IMetric{
			"failures": s.ofAPI("5xx", sum), "requests": s.ofAPI("Count", sum),
		}),
		atLeast: 1, times: 2, of: 3, missing: allWell,
	}, {
		// A sign-in with a password hash and a mail to send takes well under a second, a bulk
		// request up to a few: three seconds for one in twenty is neither.
		id: "ApiSlow", name: "api-slow",
		says:    "One answer in twenty takes more than three seconds.",
		metric:  s.ofAPI("Latency", "p95"),
		atLeast: 3000, times: 3, of: 3, missing: allWell,
	}}
}

// ofAccounts are the alarms on what is done to accounts. People mistype: a tenth or two of all
// tries is the normal of a service. Half of them, and many, is somebody who guesses, or a
// fault that refuses those who are right.
func (s *service) ofAccounts() []alarm {
	const minutes, half = 15, 50
	return []alarm{{
		id: "SignInFailureRate", name: "sign-in-failures",
		says:    "Half of all sign-ins fail, at least 50 in 15 minutes. Somebody is guessing passwords, or right ones are refused.",
		metric:  share(s.own(metric.SignInFailures, minutes), s.own(metric.SignIns, minutes), 50, minutes, "failed sign-ins in percent"),
		atLeast: half, times: 1, of: 1, missing: allWell,
	}, {
		// A lower number than for passwords, because a client that gets here had the password or the address.
		id: "PasscodeFailureRate", name: "passcode-failures",
		says:    "Half of all passcodes are wrong, at least 20 in 15 minutes. Somebody is guessing codes, or right ones are refused.",
		metric:  share(s.own(metric.PasscodeFailures, minutes), s.own(metric.Passcodes, minutes), 20, minutes, "wrong passcodes in percent"),
		atLeast: half, times: 1, of: 1, missing: allWell,
	}, {
		// A code that does not go out locks somebody out. Single addresses are refused by SES
		// every day; a tenth of all means that SES or SNS refuses the service.
		id: "UndeliveredRate", name: "passcodes-undelivered",
		says:    "A tenth of all passcodes cannot be sent, at least 5 in 15 minutes. Look at the sending limits of SES and SNS.",
		metric:  share(s.own(metric.PasscodesUndelivered, minutes), s.own(metric.PasscodesSent, minutes), 5, minutes, "undelivered passcodes in percent"),
		atLeast: 10, times: 1, of: 1, missing: allWell,
	}, {
		// Users meet a limit now and then; a few hundred in a quarter of an hour are a program.
		id: "Limited", name: "limited",
		says:    "Limits refused 300 requests in 15 minutes. A program is trying passwords, names or codes.",
		metric:  s.own(metric.Limited, minutes),
		atLeast: 300, times: 1, of: 1, missing: allWell,
	}, {
		// Two admins control each other. Where there is only one, the alarm tells somebody else.
		id: "LoneAdminHelp", name: "lone-admin-help",
		says:    "The only admin did two acts to one account that together can take it over. The audit records of the account say which. Ask the user.",
		metric:  s.own(metric.LoneAdminHelp, minutes),
		atLeast: 1, times: 1, of: 1, missing: allWell,
	}}
}

// ofMessages are the alarms on what mail and texts do to the account. The metrics are those of
// the whole account, since that is what AWS bills and bars, and are written only when something
// is sent.
func (s *service) ofMessages() []alarm {
	gauge := func(namespace, name string) awscloudwatch.Metric {
		return series{namespace: namespace, name: name, statistic: maximum, minutes: 60}.metric()
	}
	return []alarm{{
		// Spending 80 % leaves time to find out whether somebody pumps texts; at 100 % SNS
		// sends no more codes until the next month.
		id: "TextSpend", name: "sms-spend",
		says:    fmt.Sprintf("Texts have cost 80 %% of the monthly limit of USD %g.", s.settings.SMSLimit),
		metric:  gauge("AWS/SNS", "SMSMonthToDateSpentUSD"),
		atLeast: 0.8 * s.settings.SMSLimit, times: 1, of: 1, missing: asItWas,
	}, {
		// SES puts an account under review at 5 % and stops it at 10 %.
		id: "MailBounces", name: "mail-bounces",
		says:    "4 % of mails bounced. SES reviews accounts from 5 % on.",
		metric:  gauge("AWS/SES", "Reputation.BounceRate"),
		atLeast: 0.04, times: 1, of: 1, missing: asItWas,
	}, {
		// SES puts an account under review at 0.1 % and stops it at 0.5 %.
		id: "MailComplaints", name: "mail-complaints",
		says:    "0.08 % of mails had complaints. SES reviews accounts from 0.1 % on.",
		metric:  gauge("AWS/SES", "Reputation.ComplaintRate"),
		atLeast: 0.0008, times: 1, of: 1, missing: asItWas,
	}}
}

// undeliveredEvents is the queue of what the pipe of events gives up.
const undeliveredEvents = "UndeliveredEvents"

// ofEvents is the alarm on events that other programs never got.
func (s *service) ofEvents() alarm {
	queue := s.included.GetResource(jsii.String(undeliveredEvents)).(awssqs.CfnQueue)
	return alarm{
		id: "EventsUndelivered", name: "events-undelivered",
		says: "The pipe of events gave up audit records: other programs never heard of them. Look at the pipe's role and at the bus.",
		metric: series{
			namespace: "AWS/SQS", name: "ApproximateNumberOfMessagesVisible", statistic: maximum, minutes: 5,
			of: map[string]*string{"QueueName": queue.AttrQueueName()},
		}.metric(),
		atLeast: 1, times: 1, of: 1, missing: allWell,
	}
}

// conflicts are two transactions on one item. Two requests of one user may meet, and are tried
// again; ten in five minutes, three times over, are a race that somebody runs, or a hot item.
func (s *service) conflicts(t template.Table) alarm {
	return alarm{
		id: t.LogicalID + "Conflicts", name: t.LogicalID + "-conflicts",
		says:    "Transactions on " + t.LogicalID + " conflict: a hot item, or a client that races requests.",
		metric:  s.ofTable(t, "TransactionConflict", 5),
		atLeast: 10, times: 3, of: 3, missing: allWell,
	}
}

// throttledRequests are few where a table grows into its load by itself, and the SDK tries
// again; in three of five minutes it is a hot key or the account's limit.
func (s *service) throttledRequests(t template.Table) alarm {
	using := map[string]awscloudwatch.IMetric{
		"reads": s.ofTable(t, "ReadThrottleEvents", 1), "writes": s.ofTable(t, "WriteThrottleEvents", 1),
	}
	return alarm{
		id: t.LogicalID + "Throttles", name: t.LogicalID + "-throttles",
		says:    "DynamoDB throttles requests to " + t.LogicalID + ": a hot key, or a limit of the account.",
		metric:  expression("FILL(reads, 0) + FILL(writes, 0)", 1, t.LogicalID, using),
		atLeast: 1, times: 3, of: 5, missing: allWell,
	}
}

// systemErrors are DynamoDB's own, over all operations. The SDK tries again, so a few go unseen;
// five in a minute, twice, are seen.
func (s *service) systemErrors(t template.Table) alarm {
	query := fmt.Sprintf(`SELECT SUM(SystemErrors) FROM SCHEMA("AWS/DynamoDB", Operation, TableName) WHERE TableName = '%s'`, *s.table(t))
	return alarm{
		id: t.LogicalID + "SystemErrors", name: t.LogicalID + "-system-errors",
		says:    "DynamoDB fails requests to " + t.LogicalID + ". Look at AWS Health.",
		metric:  expression(query, 1, t.LogicalID, nil),
		atLeast: 5, times: 2, of: 5, missing: allWell,
	}
}

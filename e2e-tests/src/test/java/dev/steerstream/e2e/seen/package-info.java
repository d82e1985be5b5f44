/** What an operator sees from outside, read as an operator's tools read it: scrapes, alert rules, dashboards, exported spans. Nothing of ours in between. */
package dev.steerstream.e2e.seen;

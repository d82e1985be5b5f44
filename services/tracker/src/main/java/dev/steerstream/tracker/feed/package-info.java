/**
 * The live feed: what one line of it says ({@link dev.steerstream.tracker.feed.FeedSentences}), and the bounded store that keeps each tenant's last
 * lines under rising numbers ({@link dev.steerstream.tracker.feed.FeedRing}). Repetitions are dropped before, by the topology. No prompts and no
 * answers are in it.
 */
package dev.steerstream.tracker.feed;

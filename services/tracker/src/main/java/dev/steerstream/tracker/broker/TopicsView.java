package dev.steerstream.tracker.broker;

import dev.steerstream.tracker.view.Section;

/** The list of topics and groups. */
record TopicsView(String stream, Section<BrokerPicture> broker) {}

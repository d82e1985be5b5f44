/**
 * What a generation request asks for once every default is written out, and the rules that it must keep. A request that breaks one is
 * refused here, with a {@link dev.steerstream.schemas.Failure} that names the member, its value and the rule, before it costs a database
 * row's start or a slot. Nothing here knows Kafka, Postgres or the model.
 */
package dev.steerstream.decoder.request;

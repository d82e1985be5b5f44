-- The span under which a job hangs, as W3C trace context's header traceparent has it; null where it was asked for without one.
alter table job add column traceparent text;

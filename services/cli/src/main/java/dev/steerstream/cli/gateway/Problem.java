package dev.steerstream.cli.gateway;

/**
 * An error answer (RFC 9457, {@code application/problem+json}).
 *
 * @param status HTTP status
 * @param title short name of the kind, never null
 * @param detail one sentence on this case, or null
 * @param code stable name such as {@code DATASET_UNKNOWN}, or null
 * @param advice what to do, or null
 */
public record Problem(int status, String title, String detail, String code, String advice) {}

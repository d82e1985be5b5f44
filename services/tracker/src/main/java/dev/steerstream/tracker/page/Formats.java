package dev.steerstream.tracker.page;

import dev.steerstream.schemas.Progress;
import io.quarkus.qute.TemplateExtension;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Numbers as people read them, with their units; what is not known is a dash. Times are UTC. */
@TemplateExtension(namespace = "show")
public final class Formats {
    private static final String NONE = "–";
    private static final String MINUS = "\u2212";
    private static final Pattern PLACED = Pattern.compile("(.+)\\[(\\d{1,9}),(\\d{0,9})\\)");
    private static final Pattern ASCII_MINUS = Pattern.compile("(^|[\\s(\\[])-(?=\\d)");
    private static final DateTimeFormatter CLOCK = DateTimeFormatter.ofPattern("HH:mm:ss", Locale.ROOT);
    private static final DateTimeFormatter DAY = DateTimeFormatter.ofPattern("d MMM yyyy, HH:mm", Locale.ROOT);

    private Formats() {}

    static String seconds(Double seconds) {
        if (seconds == null) return NONE;
        if (seconds < 1) return Math.round(seconds * 1000) + " ms";
        if (seconds < 60) return text("%.2f s", seconds);
        long whole = Math.round(seconds);
        if (whole < 3600) return whole / 60 + " min " + whole % 60 + " s";
        return whole / 3600 + " h " + whole % 3600 / 60 + " min";
    }

    /** A span that nobody needs to the hundredth. */
    static String remaining(Double seconds) {
        if (seconds == null) return NONE;
        return seconds < 60 ? Math.max(0, Math.round(seconds)) + " s" : seconds(seconds);
    }

    static String rate(Double each) {
        if (each == null) return NONE;
        if (each == 0) return "0";
        return text(each < 1 ? "%.2f" : each < 100 ? "%.1f" : "%,.0f", each);
    }

    public static String count(Long number) {
        return number == null ? NONE : text("%,d", number);
    }

    public static String loss(Double nats) {
        if (nats == null) return NONE;
        String size = text("%.3f", Math.abs(nats));
        return nats < 0 && !size.equals("0.000") ? MINUS + size : size;
    }

    /** A number of a plot's table, with four significant digits. */
    public static String plain(Double value) {
        if (value == null) return NONE;
        if (value < 0) return MINUS + plain(-value);
        if (value == Math.rint(value) && Math.abs(value) < 1e9) return text("%,d", value.longValue());
        double size = Math.abs(value);
        if (size >= 1e6 || size < 1e-4) return text("%.3e", value);
        return new java.math.BigDecimal(value)
                .round(new java.math.MathContext(4))
                .stripTrailingZeros()
                .toPlainString();
    }

    static String bytes(Long bytes) {
        if (bytes == null) return NONE;
        if (bytes < 1024) return bytes + " B";
        double size = bytes;
        String[] units = {"KiB", "MiB", "GiB", "TiB"};
        int unit = -1;
        do {
            size /= 1024;
            unit++;
        } while (size >= 1024 && unit < units.length - 1);
        return text(size < 10 ? "%.1f " : "%.0f ", size) + units[unit];
    }

    static String probability(Double value) {
        return value == null ? NONE : text(value < 0.001 ? "%.1e" : "%.3f", value);
    }

    public static String signed(Double value) {
        if (value == null) return NONE;
        return (value < 0 ? MINUS : value > 0 ? "+" : "") + text("%.2f", Math.abs(value));
    }

    /** A gain in nats: a loss with its sign. */
    static String signed3(Double nats) {
        return nats == null ? NONE : (nats > 0 && !loss(nats).equals("0.000") ? "+" : "") + loss(nats);
    }

    /** As above, with four significant digits. */
    static String signed4(Double value) {
        if (value == null) return NONE;
        return (value < 0 ? MINUS : value > 0 ? "+" : "") + plain(Math.abs(value));
    }

    static String difference(Double from, Double to) {
        return from == null || to == null ? NONE : signed4(from - to);
    }

    /** A token's text with its spaces and ends of lines to be seen. */
    static String visible(String token) {
        return token == null ? NONE : token.replace(" ", "·").replace("\n", "↵").replace("\t", "⇥");
    }

    /** A token in a list; one that is a part of a character has no text of its own, so its id tells it from others. */
    static String piece(String token, long id) {
        return token != null && !token.isEmpty() && token.chars().allMatch(one -> one == 0xfffd)
                ? "#" + id
                : visible(token);
    }

    public static String percent(Double share) {
        return share == null ? NONE : text("%.1f%%", 100 * share);
    }

    /** Of the day. */
    static String clock(Instant at) {
        return at == null ? NONE : CLOCK.format(at.atOffset(ZoneOffset.UTC));
    }

    static String day(Instant at) {
        return at == null ? NONE : DAY.format(at.atOffset(ZoneOffset.UTC));
    }

    static String age(Instant since) {
        return since == null ? NONE : remaining((Instant.now().toEpochMilli() - since.toEpochMilli()) / 1000.0);
    }

    /** From a start to an end, or to now; a dash before the start. */
    static String between(Instant start, Instant end) {
        if (start == null) return NONE;
        Instant until = end == null ? Instant.now() : end;
        return remaining((until.toEpochMilli() - start.toEpochMilli()) / 1000.0);
    }

    /** A direction that steers some tokens of an answer only, {@code delta[0,1)}, with these in words. */
    public static String direction(String name) {
        if (name == null) return NONE;
        Matcher placed = PLACED.matcher(name);
        if (!placed.matches()) return name;
        long first = Long.parseLong(placed.group(2)) + 1;
        if (placed.group(3).isEmpty()) return placed.group(1) + " from token " + first;
        long last = Long.parseLong(placed.group(3));
        return placed.group(1) + (first == last ? " at token " + first : " at tokens " + first + " to " + last);
    }

    /** A sentence that another service wrote, with its numbers as they stand here. */
    static String sentence(String text) {
        return text == null
                ? NONE
                : ASCII_MINUS.matcher(text.replace("+- ", "± ")).replaceAll("$1" + MINUS);
    }

    /** The words of a state's identifier. */
    public static String words(String state) {
        return state == null ? NONE : state.replace('_', ' ');
    }

    /** A constant's identifier. */
    static String id(Object constant) {
        return constant.toString().toLowerCase(Locale.ROOT);
    }

    /** A digest or long id, cut. */
    static String brief(String id) {
        return id == null ? NONE : id.length() <= 28 ? id : id.substring(0, 12) + "…" + id.substring(id.length() - 12);
    }

    static long share(Progress progress) {
        return progress.total() <= 0 ? 0 : Math.min(100, 100 * progress.done() / progress.total());
    }

    private static String text(String pattern, Object value) {
        return String.format(Locale.ROOT, pattern, value);
    }
}

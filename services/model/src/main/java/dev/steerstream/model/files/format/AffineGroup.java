package dev.steerstream.model.files.format;

import java.util.Arrays;

/** 32 numbers as {@code scale * code + minimum}, codes 0 to 15, with the scale and minimum that are stored: float16. */
final class AffineGroup {
    private static final int SIZE = 32;
    private static final int LARGEST_CODE = 15;

    private final short scale;
    private final short minimum;
    private final int[] codes = new int[SIZE];
    private double squaredError;

    private AffineGroup(float[] numbers, int start, double scale, double minimum) {
        this.scale = HalfPrecision.toFloat16((float) scale);
        this.minimum = HalfPrecision.toFloat16((float) minimum);
        float step = HalfPrecision.fromFloat16(this.scale);
        float least = HalfPrecision.fromFloat16(this.minimum);
        for (int i = 0; i < SIZE; i++) {
            float number = numbers[start + i];
            codes[i] = step == 0 ? 0 : Math.max(0, Math.min(LARGEST_CODE, Math.round((number - least) / step)));
            double error = number - (step * codes[i] + least);
            squaredError += error * error;
        }
    }

    /** Code 0 is the least number, code 15 the greatest. */
    static AffineGroup spanning(float[] numbers, int start) {
        float least = numbers[start];
        float greatest = least;
        for (int i = 1; i < SIZE; i++) {
            least = Math.min(least, numbers[start + i]);
            greatest = Math.max(greatest, numbers[start + i]);
        }
        return new AffineGroup(numbers, start, ((double) greatest - least) / LARGEST_CODE, least);
    }

    /** The line of least squares through (code, number), and the codes anew. */
    AffineGroup refitted(float[] numbers, int start) {
        double sumOfCodes = 0;
        double sumOfSquares = 0;
        double sum = 0;
        double products = 0;
        for (int i = 0; i < SIZE; i++) {
            sumOfCodes += codes[i];
            sumOfSquares += (double) codes[i] * codes[i];
            sum += numbers[start + i];
            products += codes[i] * (double) numbers[start + i];
        }
        double spread = SIZE * sumOfSquares - sumOfCodes * sumOfCodes;
        if (spread == 0) {
            return this; // all numbers have one code
        }
        double step = (SIZE * products - sumOfCodes * sum) / spread;
        return new AffineGroup(numbers, start, step, (sum - step * sumOfCodes) / SIZE);
    }

    short scale() {
        return scale;
    }

    short minimum() {
        return minimum;
    }

    int[] codes() {
        return Arrays.copyOf(codes, SIZE);
    }

    double squaredError() {
        return squaredError;
    }
}

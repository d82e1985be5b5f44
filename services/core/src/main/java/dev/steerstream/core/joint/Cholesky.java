package dev.steerstream.core.joint;

/** Solves {@code A x = b} of a small symmetric positive definite matrix, {@code A = L L^T}. Stateless. */
final class Cholesky {
    private Cholesky() {}

    /**
     * @param matrix {@code [n][n]}, its lower triangle; overwritten
     * @param right {@code [n]}; overwritten by the solution
     * @return whether the matrix was positive definite to working precision
     */
    static boolean solve(double[][] matrix, double[] right) {
        int n = right.length;
        for (int j = 0; j < n; j++) {
            double diagonal = matrix[j][j];
            double pivot = diagonal;
            for (int k = 0; k < j; k++) {
                pivot -= matrix[j][k] * matrix[j][k];
            }
            if (!(pivot > 1e-14 * Math.abs(diagonal))) {
                return false;
            }
            matrix[j][j] = Math.sqrt(pivot);
            for (int i = j + 1; i < n; i++) {
                double sum = matrix[i][j];
                for (int k = 0; k < j; k++) {
                    sum -= matrix[i][k] * matrix[j][k];
                }
                matrix[i][j] = sum / matrix[j][j];
            }
        }
        for (int i = 0; i < n; i++) {
            for (int k = 0; k < i; k++) {
                right[i] -= matrix[i][k] * right[k];
            }
            right[i] /= matrix[i][i];
        }
        for (int i = n - 1; i >= 0; i--) {
            for (int k = i + 1; k < n; k++) {
                right[i] -= matrix[k][i] * right[k];
            }
            right[i] /= matrix[i][i];
        }
        return true;
    }
}

package dev.understudy.recall;

import java.util.Arrays;

/// L2-regularised logistic regression, fitted by Newton steps whose linear systems are solved by
/// conjugate gradients (Hastie et al., The Elements of Statistical Learning, 4.4.1). The last
/// coefficient is the bias, which is not regularised.
final class Logistic {
  private static final int NEWTON_STEPS = 30;
  private static final int GRADIENT_STEPS = 60;
  private static final double ENOUGH = 1e-6;

  private final double[] coefficients;

  private Logistic(double[] coefficients) {
    this.coefficients = coefficients;
  }

  /// Minimises the weighted sum of the log losses plus `ridge` / 2 times the squared coefficients.
  ///
  /// @param rows (examples, features)
  /// @param labels true for what has the higher chance
  static Logistic fit(double[][] rows, boolean[] labels, double[] weights, double ridge) {
    return new Fit(rows, labels, weights, ridge).run();
  }

  /// The chance that the label is true, from 0 to 1.
  double chance(double[] row) {
    return sigmoid(dot(coefficients, row));
  }

  private static double dot(double[] coefficients, double[] row) {
    double s0 = coefficients[row.length];
    double s1 = 0;
    double s2 = 0;
    double s3 = 0;
    int i = 0;
    for (; i + 3 < row.length; i += 4) { // four sums, or each addition waits for the one before
      s0 += coefficients[i] * row[i];
      s1 += coefficients[i + 1] * row[i + 1];
      s2 += coefficients[i + 2] * row[i + 2];
      s3 += coefficients[i + 3] * row[i + 3];
    }
    for (; i < row.length; i++) {
      s0 += coefficients[i] * row[i];
    }
    return s0 + s1 + (s2 + s3);
  }

  private static double sigmoid(double x) {
    return 1 / (1 + Math.exp(-x));
  }

  private record Fit(double[][] rows, boolean[] labels, double[] weights, double ridge) {
    Logistic run() {
      double[] w = new double[rows[0].length + 1];
      double loss = loss(w);
      for (int i = 0; i < NEWTON_STEPS; i++) {
        double[] gradient = gradient(w);
        if (norm(gradient) < ENOUGH * rows.length) {
          break;
        }
        double[] step = step(w, gradient);
        double size = 1;
        double[] next = moved(w, step, size);
        while (loss(next) > loss && size > 1e-6) {
          size /= 2;
          next = moved(w, step, size);
        }
        w = next;
        loss = loss(w);
      }
      return new Logistic(w);
    }

    private double loss(double[] w) {
      double sum = 0;
      for (int r = 0; r < rows.length; r++) {
        double x = labels[r] ? -dot(w, rows[r]) : dot(w, rows[r]);
        sum += weights[r] * (Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x))));
      }
      for (int i = 0; i < w.length - 1; i++) {
        sum += ridge / 2 * w[i] * w[i];
      }
      return sum;
    }

    private double[] gradient(double[] w) {
      double[] errors = new double[rows.length];
      for (int r = 0; r < rows.length; r++) {
        errors[r] = weights[r] * (sigmoid(dot(w, rows[r])) - (labels[r] ? 1 : 0));
      }
      return gathered(errors, w);
    }

    /// Solves hessian · step = -gradient, as far as it pays.
    private double[] step(double[] w, double[] gradient) {
      double[] curvature = new double[rows.length];
      for (int r = 0; r < rows.length; r++) {
        double p = sigmoid(dot(w, rows[r]));
        curvature[r] = weights[r] * p * (1 - p);
      }
      double[] step = new double[w.length];
      double[] residual = moved(new double[w.length], gradient, -1);
      double[] direction = residual.clone();
      double left = squares(residual);
      double enough = 1e-4 * left;
      for (int i = 0; i < GRADIENT_STEPS && left > enough; i++) {
        double[] bent = hessian(direction, curvature);
        double size = left / inner(direction, bent);
        step = moved(step, direction, size);
        residual = moved(residual, bent, -size);
        double next = squares(residual);
        direction = moved(residual, direction, next / left);
        left = next;
      }
      return step;
    }

    private double[] hessian(double[] v, double[] curvature) {
      double[] bent = new double[rows.length];
      for (int r = 0; r < rows.length; r++) {
        bent[r] = curvature[r] * dot(v, rows[r]);
      }
      return gathered(bent, v);
    }

    /// The rows weighted by `by` and summed, plus the pull of the ridge on `w`.
    private double[] gathered(double[] by, double[] w) {
      double[] sum = new double[w.length];
      for (int r = 0; r < rows.length; r++) {
        double[] row = rows[r];
        for (int i = 0; i < row.length; i++) {
          sum[i] += by[r] * row[i];
        }
        sum[row.length] += by[r];
      }
      for (int i = 0; i < w.length - 1; i++) {
        sum[i] += ridge * w[i];
      }
      return sum;
    }
  }

  private static double[] moved(double[] from, double[] direction, double size) {
    double[] to = from.clone();
    for (int i = 0; i < to.length; i++) {
      to[i] += size * direction[i];
    }
    return to;
  }

  private static double inner(double[] a, double[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += a[i] * b[i];
    }
    return sum;
  }

  private static double squares(double[] v) {
    return Arrays.stream(v).map(x -> x * x).sum();
  }

  private static double norm(double[] v) {
    return Math.sqrt(squares(v));
  }
}

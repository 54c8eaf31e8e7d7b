package dev.understudy.recall;

import java.util.List;
import java.util.Set;

/// One fitted classifier with the vocabulary and the scales it was fitted with.
///
/// A line's features are its vector, times the root of its width so that a component varies by
/// about one, and [#NUMBERS] numbers, standardised and times [#TRUST].
final class HorizonJudge {
  /// Best memory score, share and count of unknown words, unknown names, logarithm of the length.
  private static final int NUMBERS = 5;

  /// How much sooner than a component of the vector a number may be believed.
  private static final double TRUST = 3;

  private static final double RIDGE = 50;

  private final Vocabulary vocabulary;
  private final double[] mean;
  private final double[] scale;
  private final Logistic logistic;

  private HorizonJudge(Vocabulary vocabulary, double[] mean, double[] scale, Logistic logistic) {
    this.vocabulary = vocabulary;
    this.mean = mean;
    this.scale = scale;
    this.logistic = logistic;
  }

  /// Both classes together weigh as much as all lessons, each a half.
  static HorizonJudge fit(List<Lesson> lessons, Vocabulary vocabulary) {
    int n = lessons.size();
    double[][] rows = new double[n][];
    boolean[] labels = new boolean[n];
    double[] weights = new double[n];
    double beyond = 0;
    double all = 0;
    for (int i = 0; i < n; i++) {
      Lesson lesson = lessons.get(i);
      rows[i] = features(lesson.line(), vocabulary, lesson.scene());
      labels[i] = lesson.beyond();
      all += lesson.weight();
      beyond += lesson.beyond() ? lesson.weight() : 0;
    }
    for (int i = 0; i < n; i++) {
      weights[i] = lessons.get(i).weight() * all / 2 / (labels[i] ? beyond : all - beyond);
    }
    double[] mean = mean(rows);
    double[] scale = scale(rows, mean);
    for (double[] row : rows) {
      standardise(row, mean, scale);
    }
    return new HorizonJudge(vocabulary, mean, scale, Logistic.fit(rows, labels, weights, RIDGE));
  }

  /// The chance that a line asks for something beyond, were both equally frequent.
  double chance(Utterance line) {
    double[] row = features(line, vocabulary, "");
    standardise(row, mean, scale);
    return logistic.chance(row);
  }

  private static double[] features(Utterance line, Vocabulary vocabulary, String own) {
    Set<String> about = line.about();
    long unknown = about.stream().filter(word -> !vocabulary.knows(word, own)).count();
    long names = line.names().stream().filter(name -> !vocabulary.knows(name, own)).count();
    int width = line.meaning().length;
    double[] row = new double[width + NUMBERS];
    for (int i = 0; i < width; i++) {
      row[i] = line.meaning()[i];
    }
    row[width] = line.best();
    row[width + 1] = (double) unknown / Math.max(1, about.size());
    row[width + 2] = Math.min(3, unknown);
    row[width + 3] = Math.min(2, names);
    row[width + 4] = Math.log1p(about.size());
    return row;
  }

  private static double[] mean(double[][] rows) {
    double[] mean = new double[rows[0].length];
    for (double[] row : rows) {
      for (int i = 0; i < mean.length; i++) {
        mean[i] += row[i] / rows.length;
      }
    }
    return mean;
  }

  private static double[] scale(double[][] rows, double[] mean) {
    int width = mean.length - NUMBERS;
    double[] scale = new double[mean.length];
    for (int i = 0; i < scale.length; i++) {
      double squares = 0;
      for (double[] row : rows) {
        squares += (row[i] - mean[i]) * (row[i] - mean[i]) / rows.length;
      }
      scale[i] = i < width ? Math.sqrt(width) : squares == 0 ? 0 : TRUST / Math.sqrt(squares);
    }
    return scale;
  }

  private static void standardise(double[] row, double[] mean, double[] scale) {
    for (int i = 0; i < row.length; i++) {
      row[i] = (row[i] - mean[i]) * scale[i];
    }
  }
}

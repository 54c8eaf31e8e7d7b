package dev.understudy.cli;

import dev.understudy.pipeline.Company;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/// Reads an adapter with its weight: `NAME` or `NAME:0.5`.
final class PartConverter implements ITypeConverter<Company.Part> {
  private static final Pattern WEIGHTED = Pattern.compile("(.+):([+-]?(?:\\d+\\.?\\d*|\\.\\d+))");

  @Override
  public Company.Part convert(String given) {
    Matcher weighted = WEIGHTED.matcher(given);
    if (weighted.matches()) {
      return new Company.Part(weighted.group(1), Double.parseDouble(weighted.group(2)));
    }
    int colon = given.lastIndexOf(':');
    if (given.isBlank() || colon == 0 || colon == given.length() - 1) {
      throw new TypeConversionException(
          "'" + given + "' is no adapter: wanted NAME or NAME:WEIGHT, e.g. long:0.5");
    }
    return new Company.Part(given, 1);
  }
}

package dev.understudy.profile;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;

/// The texts in a zip archive, unpacked in memory. It is read from front to back, and what the
/// archive says of its own sizes is not believed: every byte that comes out is counted.
record Zip(Map<String, byte[]> entries) {
  private static final int MOST_ENTRIES = 20_000;
  private static final int MOST_GROWTH = 8;
  private static final int MOST_RATIO = 200;
  private static final int HARMLESS = 4 << 20;
  private static final Pattern TEXTS =
      Pattern.compile("(?i).*\\.(xml|opf|xhtml|html?|txt|json|rels)|(.*/)?mimetype");

  static Zip unpack(byte[] bytes, Limits limits) throws SourceException {
    var entries = new LinkedHashMap<String, byte[]>();
    var allowed =
        new Allowance(
            Math.min(
                (long) limits.bytes() * MOST_GROWTH,
                Math.max(HARMLESS, (long) bytes.length * MOST_RATIO)));
    try (var in = new ZipInputStream(new ByteArrayInputStream(bytes))) {
      int count = 0;
      for (ZipEntry e = in.getNextEntry(); e != null; e = in.getNextEntry()) {
        if (++count > MOST_ENTRIES) {
          throw bomb("more than %,d files".formatted(MOST_ENTRIES));
        }
        boolean wanted = TEXTS.matcher(e.getName()).matches();
        byte[] content = allowed.read(in, wanted);
        if (wanted) {
          entries.putIfAbsent(e.getName(), content);
        }
      }
    } catch (IOException | IllegalArgumentException e) {
      throw broken(e);
    }
    return new Zip(entries);
  }

  Set<String> names() {
    return entries.keySet();
  }

  boolean has(String name) {
    return entries.containsKey(name);
  }

  Optional<byte[]> entry(String name) {
    return Optional.ofNullable(entries.get(name));
  }

  private static SourceException broken(Exception e) {
    return String.valueOf(e.getMessage()).toLowerCase(Locale.ROOT).contains("encrypted")
        ? new SourceException("is locked with a password", "Unlock it, and give it again.")
        : SourceException.damaged(e);
  }

  private static SourceException bomb(String found) {
    return new SourceException(
        "unpacks to " + found + ": it may be made to fill a computer's memory",
        "If you trust it, unpack it yourself and give the folder.");
  }

  /// How much may still be unpacked.
  private static final class Allowance {
    private final long whole;
    private long left;

    Allowance(long whole) {
      this.whole = whole;
      this.left = whole;
    }

    byte[] read(InputStream in, boolean keep) throws IOException, SourceException {
      var kept = new ByteArrayOutputStream();
      byte[] buffer = new byte[1 << 14];
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        left -= n;
        if (left < 0) {
          throw bomb("more than %,d MB".formatted(whole >> 20));
        }
        if (keep) {
          kept.write(buffer, 0, n);
        }
      }
      return kept.toByteArray();
    }
  }
}

package dev.understudy.profile;

import java.util.HashMap;
import java.util.Map;
import java.util.regex.Pattern;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;

/// Finds the part of a page that is its text, and takes out what stands around and in it: ways
/// through the site, asides, cookies, adverts, comments. Where the page does not mark its text
/// itself, paragraphs vote: each gives its parents a score by its length and commas, less where it
/// is links.
final class MainText {
  private static final String NO_TEXT =
      "script, style, noscript, template, svg, math, nav, aside, footer, form, button, iframe,"
          + " select, textarea, dialog, figure, object, audio, video, [hidden], [aria-hidden=true],"
          + " [role=navigation], [role=banner], [role=contentinfo], [role=complementary],"
          + " [role=search], [role=dialog], [role=alert], [style~=display\\s*:\\s*none]";
  private static final Pattern AROUND =
      Pattern.compile(
          "(?i)(?:^|[\\s_-])(cookies?|consent|gdpr|newsletter|subscri\\w*|shar(?:e|ing)|social|related"
              + "|recommend\\w*|comments?|promo\\w*|advert\\w*|ads?|sponsor\\w*|sidebar|breadcrumbs?"
              + "|menu|navbar|nav|navigation|popup|modal|paywall|footer|masthead|toolbar|pagination)"
              + "(?:$|[\\s_-])");
  private static final int LONG_ENOUGH = 25;

  private MainText() {}

  /// Changes the page: what is no text is taken out of it.
  static Element of(Document page) {
    Element body = page.body();
    body.select(NO_TEXT).remove();
    body.select("header").stream()
        .filter(header -> header.closest("article, main, [role=main]") == null)
        .toList()
        .forEach(Element::remove);
    removeAround(body);
    Element marked = body.selectFirst("main, [role=main]");
    if (marked == null && body.select("article").size() == 1) {
      marked = body.selectFirst("article");
    }
    return marked != null && holdsMost(marked, body, 3) ? marked : dense(body);
  }

  /// An element that holds half of all text is not taken out, whatever it is called.
  private static void removeAround(Element body) {
    for (Element element : body.select("[class], [id]")) {
      boolean named = AROUND.matcher(element.className() + " " + element.id()).find();
      if (named && !element.equals(body) && !holdsMost(element, body, 2)) {
        element.remove();
      }
    }
  }

  private static boolean holdsMost(Element part, Element whole, int share) {
    return (long) part.text().length() * share >= whole.text().length();
  }

  private static Element dense(Element body) {
    Map<Element, Double> scores = new HashMap<>();
    for (Element paragraph : body.select("p, pre, blockquote, td")) {
      String text = paragraph.ownText();
      Element parent = paragraph.parent();
      if (text.length() >= LONG_ENOUGH && parent != null) {
        double score = 1 + Math.min(text.length() / 100, 3) + commas(text);
        scores.merge(parent, score, Double::sum);
        if (parent.parent() != null && !parent.equals(body)) {
          scores.merge(parent.parent(), score / 2, Double::sum);
        }
      }
    }
    Element best = body;
    double most = 0;
    for (Element candidate : body.getAllElements()) {
      double score = scores.getOrDefault(candidate, 0.0) * (1 - linkShare(candidate, scores));
      if (score > most) {
        most = score;
        best = candidate;
      }
    }
    return holdsMost(best, body, 4) ? best : body;
  }

  private static double linkShare(Element element, Map<Element, Double> scored) {
    if (!scored.containsKey(element) || element.text().isEmpty()) {
      return 0;
    }
    return (double) element.select("a").text().length() / element.text().length();
  }

  private static long commas(String text) {
    return text.chars().filter(c -> c == ',' || c == '、' || c == '،').count();
  }
}

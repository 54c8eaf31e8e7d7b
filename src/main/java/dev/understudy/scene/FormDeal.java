package dev.understudy.scene;

import dev.understudy.person.Experience.Partner;
import dev.understudy.person.Period;
import dev.understudy.person.Scene.Form;

/// Deals forms and partners among numbered scenes, so that every share is met within one scene by
/// any first n of them.
record FormDeal(SceneSettings settings) {
  /// @param ofPartner which scene with this kind of partner it is, from 0
  record Dealt(Form form, Partner partner, int ofPartner) {
    /// The period from which on the form is fit: small children give no interviews.
    Period from() {
      boolean grown =
          partner == Partner.TODAY
              || switch (form) {
                case INTERVIEW, SPEECH, DEBATE, LETTER_ALOUD, LETTER -> true;
                case ONE_TO_ONE, COMPANY, LESSON, REHEARSAL, MESSAGES -> false;
              };
      return grown ? Period.YOUTH : Period.CHILDHOOD;
    }
  }

  Dealt at(int scene) {
    Share talk = Share.of(settings.talk());
    int talks = talk.taken(scene);
    int today = Share.of(settings.today()).taken(talks);
    if (!talk.takes(scene)) {
      int other = (scene - talks) % settings.others().size();
      return new Dealt(settings.others().get(other), Partner.PERIOD, scene - today);
    }
    Partner partner = Share.of(settings.today()).takes(talks) ? Partner.TODAY : Partner.PERIOD;
    return new Dealt(form(talks), partner, partner == Partner.TODAY ? today : scene - today);
  }

  /// Half a step behind the users of today, so that interviews are with both kinds of partner.
  private Form form(int talk) {
    double before = talk * settings.interviews() + 0.5;
    double after = before + settings.interviews();
    return Math.floor(after + 1e-9) > Math.floor(before + 1e-9) ? Form.INTERVIEW : Form.ONE_TO_ONE;
  }
}

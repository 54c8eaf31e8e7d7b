package dev.understudy.recall;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LanguageTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "en | He was born in the house by the loch, and his mother taught him to read from the almanac.",
        "de | Er wurde in dem Haus am See geboren, und seine Mutter lehrte ihn das Lesen aus dem Kalender.",
        "fr | Il est né dans la maison au bord du lac, et sa mère lui a appris à lire dans un almanach.",
        "es | Nació en la casa junto al lago y su madre le enseñó a leer con un almanaque que era de la familia.",
        "it | Nacque nella casa sul lago e la madre gli insegnò a leggere con un almanacco che era della famiglia.",
        "pt | Ele nasceu na casa junto ao lago e a mãe ensinou-o a ler com um almanaque que era da família.",
        "nl | Hij werd geboren in het huis aan het meer, en zijn moeder leerde hem lezen uit de almanak.",
        "sv | Han föddes i huset vid sjön, och hans mor lärde honom att läsa ur en almanacka som var gammal.",
        "pl | Urodził się w domu nad jeziorem, a jego matka nauczyła go czytać z kalendarza, który był stary.",
        "ru | Он родился в доме у озера, и мать научила его читать по календарю, что был у них на стене.",
        "ja | 彼は湖のほとりの家に生まれ、母は暦で読み方を教えた。",
        "zh | 他出生在湖边的房子里，母亲用历书教他读书。",
        "el | Γεννήθηκε στο σπίτι δίπλα στη λίμνη και η μητέρα του τον έμαθε να διαβάζει.",
        "ar | ولد في البيت قرب البحيرة وعلمته أمه القراءة من التقويم"
      })
  void tellsTheLanguage(String language, String text) {
    assertThat(Language.of(text)).contains(language);
  }

  @Test
  void tellsNothingOfALanguageItDoesNotKnow() {
    assertThat(Language.of("Zxcv qwer tyui asdf ghjk bnmp lkjh poiu wert sdfg")).isEmpty();
    assertThat(Language.of("Hello there")).isEmpty();
    assertThat(Language.of("")).isEmpty();
  }
}

package dev.understudy.dataset;

import dev.understudy.model.Message;
import java.util.Map;
import java.util.Objects;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.conf.ParquetConfiguration;
import org.apache.parquet.hadoop.api.WriteSupport;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.io.api.RecordConsumer;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.MessageTypeParser;
import org.jspecify.annotations.Nullable;

/// One row a sample: the conversation as `list<struct<role, content>>`, and the experience whole in
/// a column of its own, which other programs leave alone.
final class ParquetRows extends WriteSupport<Sample> {
  private static final MessageType SCHEMA =
      MessageTypeParser.parseMessageType(
          """
          message experience {
            optional binary id (STRING);
            optional binary kind (STRING);
            optional binary category (STRING);
            optional group messages (LIST) {
              repeated group list {
                optional group element {
                  optional binary role (STRING);
                  optional binary content (STRING);
                }
              }
            }
            optional binary record (STRING);
          }
          """);

  private @Nullable RecordConsumer consumer;

  @Override
  @SuppressWarnings("deprecation") // abstract there still
  public WriteContext init(Configuration conf) {
    return new WriteContext(SCHEMA, Map.of());
  }

  @Override
  public WriteContext init(ParquetConfiguration conf) {
    return new WriteContext(SCHEMA, Map.of());
  }

  @Override
  public void prepareForWrite(RecordConsumer consumer) {
    this.consumer = consumer;
  }

  @Override
  public void write(Sample sample) {
    new Row(Objects.requireNonNull(consumer)).write(sample);
  }

  private record Row(RecordConsumer to) {
    void write(Sample sample) {
      to.startMessage();
      text(Extras.ID, 0, sample.experience().id());
      text(Extras.KIND, 1, Extras.kind(sample.experience()));
      text(Extras.CATEGORY, 2, sample.experience().category());
      field("messages", 3, () -> group(() -> messages(sample)));
      text(Extras.RECORD, 4, Extras.whole(sample.experience()));
      to.endMessage();
    }

    private void messages(Sample sample) {
      field(
          "list",
          0,
          () ->
              sample
                  .conversation()
                  .messages()
                  .forEach(m -> group(() -> field("element", 0, () -> group(() -> message(m))))));
    }

    private void message(Message message) {
      text("role", 0, message.role().word());
      text("content", 1, message.content());
    }

    private void text(String name, int index, String value) {
      field(name, index, () -> to.addBinary(Binary.fromString(value)));
    }

    private void field(String name, int index, Runnable content) {
      to.startField(name, index);
      content.run();
      to.endField(name, index);
    }

    private void group(Runnable content) {
      to.startGroup();
      content.run();
      to.endGroup();
    }
  }
}

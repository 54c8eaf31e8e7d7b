package dev.understudy.bench;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/// An endpoint in OpenAI's form on loopback that answers at once and always the same, as cheaply as
/// can be: what is measured against it is the asker. Prints its port, and ends with its standard
/// input.
public final class InstantEndpoint {
  private static final byte[] REPLY = reply();

  private InstantEndpoint() {}

  public static void main(String[] args) throws IOException {
    try (var server = new ServerSocket(0, 256, InetAddress.getLoopbackAddress())) {
      System.out.println(server.getLocalPort());
      Thread.ofPlatform().daemon().start(() -> accept(server));
      while (System.in.read() >= 0) {}
    }
  }

  private static void accept(ServerSocket server) {
    try {
      while (true) {
        Socket socket = server.accept();
        Thread.ofVirtual().start(() -> serve(socket));
      }
    } catch (IOException _) {
      // the end
    }
  }

  private static void serve(Socket socket) {
    try (socket) {
      socket.setTcpNoDelay(true);
      InputStream in = new BufferedInputStream(socket.getInputStream(), 1 << 14);
      OutputStream out = socket.getOutputStream();
      while (readRequest(in)) {
        out.write(REPLY);
      }
    } catch (IOException _) {
      // the asker is gone
    }
  }

  private static boolean readRequest(InputStream in) throws IOException {
    int length = 0;
    var line = new StringBuilder();
    while (true) {
      int c = in.read();
      if (c < 0) {
        return false;
      }
      if (c != '\n') {
        line.append((char) c);
        continue;
      }
      String header = line.toString().strip().toLowerCase(Locale.ROOT);
      line.setLength(0);
      if (header.startsWith("content-length:")) {
        length = Integer.parseInt(header.substring(15).strip());
      } else if (header.isEmpty()) {
        in.skipNBytes(length);
        return true;
      }
    }
  }

  private static byte[] reply() {
    String text = "She put the letter down and looked at the harbour for a while. ".repeat(12);
    String body =
        """
        {"id": "x", "object": "chat.completion", "choices": [{"index": 0, "message": {"role": \
        "assistant", "content": "%s"}, "finish_reason": "stop"}], "usage": {"prompt_tokens": 300, \
        "completion_tokens": 190, "total_tokens": 490}}"""
            .formatted(text);
    return ("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: "
            + body.length()
            + "\r\n\r\n"
            + body)
        .getBytes(StandardCharsets.UTF_8);
  }
}

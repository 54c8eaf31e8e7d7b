package dev.understudy.pipeline.report;

/// How the report looks: light and dark as the reader's system has it, one column where it is
/// narrow.
final class Css {
  static final String SHEET =
      """

      :root { --paper: #ffffff; --ink: #1c2126; --soft: #5c6670; --rule: #dfe3e7; --panel: #f6f7f9;
        --raw: #9db8d9; --smooth: #1f5fa8; --held: #b4531a; --well: #1d6b3a; --ill: #a32020; }
      @media (prefers-color-scheme: dark) {
        :root { --paper: #14171a; --ink: #e6e9ec; --soft: #9aa5b0; --rule: #2d343b; --panel: #1c2126;
          --raw: #3f5f86; --smooth: #7fb3f0; --held: #f0a36b; --well: #6fcf97; --ill: #ff8a80; } }
      * { box-sizing: border-box; }
      body { margin: 0; background: var(--paper); color: var(--ink);
        font: 15px/1.5 system-ui, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif; }
      main { max-width: 1120px; margin: 0 auto; padding: 24px 20px 48px; }
      header { display: flex; flex-wrap: wrap; align-items: baseline; gap: 4px 16px; }
      h1 { font-size: 24px; line-height: 1.25; margin: 0; }
      h2 { font-size: 16px; margin: 0; }
      .state { margin: 0; font-weight: 600; }
      .well { color: var(--well); } .ill { color: var(--ill); }
      .trouble { white-space: pre-line; border-left: 3px solid var(--ill); padding: 4px 12px; margin: 12px 0 0;
        overflow-wrap: anywhere; }
      dl { display: grid; grid-template-columns: repeat(auto-fill, minmax(230px, 1fr)); gap: 12px 24px;
        margin: 20px 0 4px; }
      dt { color: var(--soft); font-size: 13px; } dd { margin: 0; overflow-wrap: anywhere; }
      section { margin-top: 24px; min-width: 0; }
      .nowrap { white-space: nowrap; }
      .about { margin: 0 0 4px; color: var(--soft); font-size: 13px; min-height: 1.5em; }
      .grid { display: grid; grid-template-columns: repeat(2, minmax(0, 1fr)); gap: 0 32px; }
      svg { display: block; width: 100%; height: auto; }
      svg text { fill: var(--soft); font: 12px system-ui, "Segoe UI", Roboto, Arial, sans-serif; }
      svg .mark { fill: var(--ink); paint-order: stroke; stroke: var(--paper); stroke-width: 4px;
        stroke-linejoin: round; }
      line.grid { stroke: var(--rule); } line.axis { stroke: var(--soft); }
      .line { fill: none; stroke-linejoin: round; }
      .line.raw { stroke: var(--raw); stroke-width: 1; }
      .line.smooth { stroke: var(--smooth); stroke-width: 2; }
      .line.held { stroke: var(--held); stroke-width: 2; stroke-dasharray: 5 4; }
      .dot.raw { fill: var(--raw); } .dot.smooth { fill: var(--smooth); } .dot.held { fill: var(--held); }
      .ring { fill: none; stroke: var(--ink); stroke-width: 1.5; }
      .strip { fill: transparent; } .strip:hover { fill: var(--soft); fill-opacity: 0.18; }
      .key { display: inline-block; width: 20px; height: 0; border-top: 2px solid; vertical-align: middle;
        margin: 0 5px 2px 12px; }
      .key.raw { border-color: var(--raw); margin-left: 4px; } .key.smooth { border-color: var(--smooth); }
      .key.held { border-color: var(--held); border-top-style: dashed; }
      pre { background: var(--panel); border: 1px solid var(--rule); border-radius: 6px; padding: 10px 12px;
        margin: 8px 0 0; font-size: 13px; white-space: pre-wrap; overflow-wrap: anywhere; }
      details { margin-top: 24px; } summary { font-weight: 600; cursor: pointer; }
      .bar { fill: var(--smooth); }
      .scroll { overflow-x: auto; } table { border-collapse: collapse; margin: 8px 0; font-size: 14px; }
      th, td { text-align: left; padding: 3px 14px 3px 0; vertical-align: top; border-bottom: 1px solid var(--rule); }
      th { color: var(--soft); font-weight: 400; } .number { text-align: right; font-variant-numeric: tabular-nums; }
      .narrow { display: none; }
      @media (max-width: 700px) { .grid { grid-template-columns: minmax(0, 1fr); } .wide { display: none; }
        .narrow { display: block; } main { padding: 16px 14px 32px; } h1 { font-size: 20px; }
        dl { grid-template-columns: repeat(2, minmax(0, 1fr)); } }
      @media print { .strip { display: none; } }
      """;

  private Css() {}
}

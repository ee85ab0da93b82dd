namespace Telemetry.Readings.Tests.Inventory.Schema;

/// <summary>A system file and a city file that use every key there is.</summary>
internal static class FullFiles
{
    public const string System = """
        system: air-quality
        title: { zh: 空气质量, en: Air quality }
        units: [AQI]
        kinds:
          station:
            title: { zh: 监测站, en: Station }
            interval: 60s
            parameters:
              height: { unit: m, range: [0, 100], default: 3, title: { zh: 高度, en: Height } }
              limit: { unit: ug/m3, title: { zh: 限值, en: Limit } }
            tables:
              index_curve: { from: ug/m3, to: AQI, title: { zh: 指数表, en: Index } }
            fields:
              pm25: { type: number, unit: ug/m3, physical: [0, 1000], normal: [0, 75], resolution: 1, max-rate: 200 in 5m, stuck-after: 6h, title: { zh: 细颗粒物, en: Fine dust } }
              aqi: { unit: AQI, physical: [0, 500], derived: "table(pm25, index_curve)", title: { zh: 指数, en: Index } }
              above_limit: { unit: ug/m3, derived: pm25 - limit, title: { zh: 超限, en: Above the limit } }
              filter: { type: text, values: [clean, dirty], title: { zh: 滤网, en: Filter } }
            modes:
              winter: { title: { zh: 冬季, en: Winter }, normal: { pm25: [0, 115] } }
            phases:
              warm-up: { title: { zh: 预热, en: Warming up } }
            events: [smoke, cleared]
            event-fields:
              source: { type: text, title: { zh: 来源, en: Source } }
            commands:
              purge:
                title: { zh: 吹扫, en: Purge }
                ttl: 30s
                confirmation: second-person
                args: { seconds: { unit: s, physical: [1, 60] } }
                interlocks:
                  - { id: dirty, when: "pm25 > 500", title: { zh: 粉尘过高, en: Too much dust } }
              horn: { title: { zh: 鸣笛, en: Horn }, ttl: 10s, args: { pulse: { unit: s, physical: [1, 60] } } }
            rules:
              - id: dusty
                when: above_limit > 0
                clear: above_limit < -5
                for: 10m
                samples: 3 of 5
                unless: pm25 > 900
                during: [22:00-05:00, mon-fri 08:00-18:00, not holidays]
                severity: { medium: at once, high: after 30m, critical: [after 2h, when value > 400] }
                inhibited-by: [dustier, site.silent]
                group: { by: area, at-least: 3, within: 5m, severity: high, title: { zh: 多站, en: Many stations } }
                chatter: 3 in 1m
                procedure: https://example.org/dust
                life-safety: false
                escalation: air
                title: { zh: 粉尘, en: Dust }
                advice: { zh: 洒水, en: Spray }
                command: { name: horn, args: { pulse: 10 }, ttl: 20s }
              - { id: dustier, when: pm25 > 300, deadband: 10, severity: high, title: { zh: 重度, en: Heavy dust } }
              - { id: silent, absent: 3 intervals, severity: low, title: { zh: 失联, en: Silent } }
              - id: smoke
                event: smoke
                where: source == 'stack'
                samples: 3 of 3 within 10s
                merge: source within 60s
                clear-event: cleared
                clear-after: 10m
                severity: medium
                title: { zh: 烟雾, en: Smoke }
          vendor-station:
            title: { zh: 他厂监测站, en: Station of a vendor }
            interval: 60s
            fields: { dust: { unit: ug/m3, title: { zh: 粉尘, en: Dust } }, filter: { type: text, title: { zh: 滤网, en: Filter } } }
            events: [fire]
            event-fields: { source: { type: text, title: { zh: 来源, en: Source } } }
            codec: native
            senml: { pm: dust }
            messages-per-second: 5
            mapping:
              samples: /data
              time: { at: /t, format: unix-s }
              sequence: /n
              fields: { dust: { at: /dust, scale: 0.1, offset: 2 }, filter: { at: /f, map: { 0: clean, 1: dirty } } }
            event-mapping: { fields: { event: { at: /e, map: { 7: fire } }, source: /from } }
            fastest-interval: 10s
        """;

    public const string City = """
        areas:
          - { id: liaocheng, level: city, title: { zh: 聊城市, en: Liaocheng } }
          - { id: linqing, level: county, parent: liaocheng, title: { zh: 临清市, en: Linqing } }
          - { id: gaotang, level: county, parent: liaocheng, title: { zh: 高唐县, en: Gaotang } }
        sites:
          - { id: square, area: linqing, title: { zh: 广场, en: Square }, position: [36.85, 115.71], outline: [[36.8, 115.7], [36.9, 115.7], [36.85, 115.8]] }
          - { id: "street-{1..4}", area: [linqing, gaotang], title: { zh: "{n}街", en: "Street {n}" } }
        devices:
          - id: air-01
            system: air-quality
            kind: station
            site: square
            area: gaotang
            moved-from: linqing
            state: in-service
            interval: 5m
            title: { zh: 一号, en: One }
            parameters: { height: 12.5, limit: 75 }
            tables: { index_curve: [[0, 0], [35, 50], [75, 100], [1000, 500]] }
            children: [air-02]
            neighbours: { upstream: air-02, downstream: "air-{03..04}", primary: air-05, secondary: [air-06] }
          - { id: "air-{02..06}", system: air-quality, kind: station, site: "street-{1..4}", state: planned, parameters: { limit: 75 }, tables: { index_curve: [[0, 0], [1000, 500]] } }
        groups:
          - { id: windward, title: { zh: 上风, en: Windward }, devices: [air-01, "air-{02..03}"] }
        duties:
          - { id: air-duty, area: liaocheng, systems: [air-quality], role: { zh: 值班员, en: Duty } }
          - id: air-office
            area: linqing
            systems: [air-quality]
            role: { zh: 环保局, en: Office }
            post: county-duty
            deputies: [air-duty]
            shifts:
              - { id: day, during: 08:00-20:00 }
              - { id: night, during: 20:00-08:00 }
              - { id: holiday, during: 08:00-08:00, on: holidays }
        ladders:
          - id: air
            severity: critical
            title: { zh: 红色, en: Red }
            steps:
              - { after: 0s, call: [duty], by: [call, app] }
              - { after: 5m, call: [duty, deputies, next-level], by: [call, app, sms] }
              - { after: 15m, call: [all-levels, deputies], by: [call, app, sms, screen] }
            repeat: 5m
            on-site: 10m
            re-alarm: 24h
        calendars:
          - { id: holidays, title: { zh: 假日, en: Holidays }, days: [2026-10-01..2026-10-07, 2027-01-01] }
        maintenance:
          - { id: yearly, areas: [linqing], systems: [air-quality], from: 2027-05-11T08:00, until: 2027-05-11T18:00, every: month, reason: { zh: 检修, en: Service }, owner: air-office }
        alarms: { time-zone: Asia/Shanghai, chatter: 3 in 1m, backlog: 3 intervals }
        """;

    public const string Plans = """
        plans:
          - { site: square, field: pm25, unit: ug/m3, shape: linear, points: [["2026-11-15T00:00:00+08:00", 40], ["2026-11-16T00:00:00+08:00", 30]], until: "2026-11-17T00:00:00+08:00" }
        """;

    public const string People = """
        people:
          - id: zhang-san
            name: { zh: 张三, en: Zhang San }
            contacts: { phone: "+86 000 0000 0001", app: zs }
            duties:
              - { duty: air-office, as: holder, shifts: [day], from: 2026-11-01, to: 2026-11-30, rank: 1 }
              - { duty: air-duty, as: deputy, rank: 2 }
          - { id: li-si, name: { zh: 李四, en: Li Si } }
        """;
}

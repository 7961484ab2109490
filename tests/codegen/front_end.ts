// A front end in small, over what is generated: it compiles as long as the types say what the
// schema promises.

import { Client, fetchExchange } from "@urql/core";
import { readFragment } from "./generated/client";
import {
  AssignCaseDocument,
  CaseLineFragmentDoc,
  CasePageDocument,
  DashboardDocument,
  LinkedDocument,
  ReadReporterDocument,
  RegisterCaseDocument,
  TimelineStepFragmentDoc,
  TriageCaseDocument,
  type CaseAction,
  type CaseEventKind,
  type DashboardQuery,
  type DashboardQueryVariables,
  type CaseLineFragment,
} from "./generated/client/graphql";
import { useAreaTreeQuery, useDashboardQuery } from "./generated/hooks";
import type { AreaLevel, Case, CaseFilter, Check, Installation } from "./generated/hooks";

/** Holds where two types are the same, `any` and `unknown` included. */
type Same<A, B> =
  (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
const holds = <_ extends true>(): void => {};

holds<Same<CaseLineFragment["id"], string>>();
holds<Same<CaseLineFragment["dueAt"], string | null>>();
holds<Same<CaseLineFragment["overdue"], boolean>>();
holds<Same<DashboardQuery["installation"]["now"], string>>();
holds<Same<DashboardQuery["installation"]["maxUploadBytes"], number>>();
holds<Same<DashboardQuery["cases"]["totalCount"], number | null>>();
holds<Same<DashboardQueryVariables["area"], string>>();
holds<Same<Installation["maxPageSize"], number>>();
holds<Same<Check["plannedFor"], string>>();
holds<Same<NonNullable<Case["satisfaction"]>, number>>();
holds<Same<undefined extends DashboardQueryVariables["dueBefore"] ? true : false, true>>();

const client = new Client({
  url: "/graphql",
  exchanges: [fetchExchange],
  fetchOptions: { headers: { authorization: "Bearer token" } },
});

const overdue: CaseFilter = { overdue: { eq: true }, or: [{ team: { isNull: true } }] };

export async function dashboard(area: string): Promise<string[]> {
  const variables: DashboardQueryVariables = {
    area,
    statuses: ["RECEIVED", "IN_PROGRESS"],
    orderBy: [{ field: "DUE_AT", direction: "ASC" }],
  };
  const { data, error } = await client.query(DashboardDocument, variables);
  const code: unknown = error?.graphQLErrors[0]?.extensions["code"];
  const lines = readFragment(CaseLineFragmentDoc, data?.cases.nodes ?? []);
  return [String(code), ...lines.map((line) => `${line.number} ${line.title} ${line.status}`)];
}

export async function timeline(number: string): Promise<CaseEventKind[]> {
  const { data } = await client.query(CasePageDocument, { by: { number } });
  const nodes = data?.case?.events.edges.map((edge) => edge.node) ?? [];
  return readFragment(TimelineStepFragmentDoc, nodes).map((step) => step.kind);
}

export async function links(ids: string[]): Promise<(string | null)[]> {
  const { data } = await client.query(LinkedDocument, { ids });
  return (data?.nodes ?? []).map((node) =>
    node?.__typename === "Check" ? node.plannedFor : (node?.id ?? null),
  );
}

/** Registers a matter, judges it and hands it to a team: what may be done with it then. */
export async function bring(areaId: string, categoryId: string, teamId: string): Promise<CaseAction[]> {
  const registered = await client.mutation(RegisterCaseDocument, {
    input: { title: "A broken lamp", description: "", source: "PHONE", areaId, reporter: { phone: "0000" } },
  });
  const made = registered.data?.registerCase;
  // The case is null where the action took it out of sight; its id is there all the same.
  if (!made?.case) return [];
  const triaged = await client.mutation(TriageCaseDocument, {
    input: { id: made.caseId, expectedVersion: made.case.version, severity: "MAJOR", categoryId },
  });
  const expectedVersion: number = triaged.data?.triageCase?.case?.version ?? 0;
  await client.mutation(AssignCaseDocument, { input: { id: made.caseId, expectedVersion, teamId } });
  return made.case.allowedActions;
}

export async function caller(id: string): Promise<string | null> {
  const { data } = await client.mutation(ReadReporterDocument, { case: id });
  return data?.readReporter?.reporter?.phone ?? null;
}

export function useTree(levels: AreaLevel[], area: string) {
  const [tree] = useAreaTreeQuery({ variables: { levels } });
  const [desk] = useDashboardQuery({ variables: { area } });
  const boundaries: unknown[] = tree.data?.areas.edges.map((edge) => edge.node.boundary) ?? [];
  return { boundaries, open: desk.data?.tiles?.caseSummary.openCount ?? 0, filter: overdue };
}

export function refused(): void {
  // @ts-expect-error: a field that is not there
  holds<Same<CaseLineFragment["reporter"], string>>();
  // @ts-expect-error: a status that is not there
  void client.query(DashboardDocument, { area: "area_1", statuses: ["SLEEPING"] });
  // @ts-expect-error: a change without the version that was seen
  void client.mutation(AssignCaseDocument, { input: { id: "case_1", teamId: "team_1" } });
  // @ts-expect-error: a variable that is required
  void client.query(DashboardDocument, {});
}
